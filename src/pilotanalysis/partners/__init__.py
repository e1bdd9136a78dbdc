"""Who could close each gap?"""
