"""Counties and what people write for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class County:
    """A county: its seat, other towns, NUTS 3 code of 2010, and number in the trade register.

    No town stands for two counties.
    """

    seat: str
    towns: tuple[str, ...]
    nuts: str
    number: int


COUNTIES: Mapping[str, County] = {
    "AB": County("Alba Iulia", ("Sebeș", "Blaj", "Aiud"), "RO121", 1),
    "AG": County("Pitești", ("Curtea de Argeș", "Mioveni"), "RO311", 3),
    "AR": County("Arad", ("Ineu", "Lipova"), "RO421", 2),
    "B": County("București", ("Sector 3, București", "Bucharest"), "RO321", 40),
    "BC": County("Bacău", ("Onești", "Moinești", "Comănești", "Buhuși"), "RO211", 4),
    "BH": County("Oradea", ("Salonta", "Marghita", "Beiuș"), "RO111", 5),
    "BN": County("Bistrița", ("Beclean", "Năsăud"), "RO112", 6),
    "BR": County("Brăila", ("Ianca", "Făurei"), "RO221", 9),
    "BT": County("Botoșani", ("Dorohoi", "Darabani", "Săveni"), "RO212", 7),
    "BV": County("Brașov", ("Făgăraș", "Săcele", "Codlea"), "RO122", 8),
    "BZ": County("Buzău", ("Râmnicu Sărat", "Nehoiu"), "RO222", 10),
    "CJ": County("Cluj-Napoca", ("Turda", "Dej", "Gherla"), "RO113", 12),
    "CL": County("Călărași", ("Oltenița",), "RO312", 51),
    "CS": County("Reșița", ("Caransebeș", "Oravița"), "RO422", 11),
    "CT": County("Constanța", ("Mangalia", "Medgidia", "Cernavodă"), "RO223", 13),
    "CV": County("Sfântu Gheorghe", ("Târgu Secuiesc",), "RO123", 14),
    "DB": County("Târgoviște", ("Moreni", "Pucioasa"), "RO313", 15),
    "DJ": County("Craiova", ("Băilești", "Calafat"), "RO411", 16),
    "GJ": County("Târgu Jiu", ("Motru",), "RO412", 18),
    "GL": County("Galați", ("Tecuci",), "RO224", 17),
    "GR": County("Giurgiu", ("Bolintin-Vale",), "RO314", 52),
    "HD": County("Deva", ("Petroșani", "Orăștie"), "RO423", 20),
    "HR": County("Miercurea Ciuc", ("Odorheiu Secuiesc", "Gheorgheni"), "RO124", 19),
    "IF": County("Buftea", ("Voluntari", "Otopeni"), "RO322", 23),
    "IL": County("Slobozia", ("Fetești", "Urziceni"), "RO315", 21),
    "IS": County("Iași", ("Pașcani", "Hârlău", "Târgu Frumos"), "RO213", 22),
    "MH": County("Drobeta-Turnu Severin", ("Orșova",), "RO413", 25),
    "MM": County("Baia Mare", ("Sighetu Marmației", "Borșa"), "RO114", 24),
    "MS": County("Târgu Mureș", ("Reghin", "Sighișoara"), "RO125", 26),
    "NT": County("Piatra Neamț", ("Roman", "Târgu Neamț", "Bicaz", "Săvinești"), "RO214", 27),
    "OT": County("Slatina", ("Caracal", "Corabia"), "RO414", 28),
    "PH": County("Ploiești", ("Câmpina", "Sinaia"), "RO316", 29),
    "SB": County("Sibiu", ("Mediaș", "Cisnădie"), "RO126", 32),
    "SJ": County("Zalău", ("Jibou",), "RO116", 31),
    "SM": County("Satu Mare", ("Carei",), "RO115", 30),
    "SV": County("Suceava", ("Fălticeni", "Rădăuți", "Vatra Dornei", "Câmpulung Moldovenesc"), "RO215", 33),
    "TL": County("Tulcea", ("Măcin", "Babadag"), "RO225", 36),
    "TM": County("Timișoara", ("Lugoj",), "RO424", 35),
    "TR": County("Alexandria", ("Roșiorii de Vede", "Turnu Măgurele"), "RO317", 34),
    "VL": County("Râmnicu Vâlcea", ("Drăgășani",), "RO415", 38),
    "VN": County("Focșani", ("Adjud", "Mărășești"), "RO226", 39),
    "VS": County("Vaslui", ("Bârlad", "Huși", "Negrești"), "RO216", 37),
}
#: Towns among the localities of the study that are no municipality.
TOWNS = ("Hârlău", "Târgu-Neamț", "Târgu Neamț", "Buftea")
#: No county, and what people write when they are asked for one.
REGIONS = ("Moldova", "Nord-Est", "Regiunea Nord-Est", "România", "Romania", "NE")
