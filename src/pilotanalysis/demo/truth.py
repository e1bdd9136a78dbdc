"""The truth of a fictitious study: who there is, who works where, who answers, what they say.

The model, in the order in which it is drawn for each cluster:

1. Members get a type, a county, a number of employees, a turnover, and what registers say of them.
2. Some stages of the chain get a fate (:data:`FATES`): absent and known to be, absent and not
   known to be, hidden in members who do not answer, thin, or denied by a management that errs. Some
   others have a condition (:data:`CONDITIONS`): members work in them, but with a gap.
3. Firms work in a main stage and up to two of its neighbours in the chain, research mostly in
   support functions, authorities in none. The fates are then made true.
4. Members answer, sooner or later by their type, until as many have as were to; the management
   knows the stages of about six in ten. Some stop before the end; some answer twice; somebody
   answers who is no member; and somebody tries the form out.
5. Those who answer buy from the stages before their own, a quarter or more of it from members and
   to their content, but of what ``leaks`` hardly any and of what is ``poor`` to their discontent; from
   members who are all in the region never more than from the region. They
   need what is missing, ``lacked`` or ``untied`` more than the rest, sometimes from another cluster's
   chain; how vital that is, and which markets it blocks, differs from stage to stage. They offer what
   they do, and sell where firms of their position sell, or nearly all in one place where a stage of
   theirs knows ``one_market``. Which markets they want to enter differs from cluster to cluster.
6. They name partners, of whom those who buy are often named by those who sell. Of those who need
   something, most know a member who does it; nobody does where the stage is ``untied``.

Nothing of it is taken from a real organisation or cluster.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from .scene import Scene

#: Fates of stages and how many stages of a chain have each; ``denied`` befalls the first cluster only.
FATES: Mapping[str, int] = {"absent_known": 2, "absent_unknown": 1, "hidden": 1, "thin": 1, "denied": 1}
#: Conditions of stages without a fate and how many stages of a chain have each, as far as there are such stages.
CONDITIONS: Mapping[str, int] = {"one_market": 1, "lacked": 1, "untied": 2, "leaks": 2, "poor": 1}
#: What becomes of a response.
KEPT, AGAIN, STRANGER, TEST = "kept", "answered again later", "not on the roster", "test"
#: Pages of the form; each has questions of its own table or tables.
ROLE_PAGE, NEEDS_PAGE, MARKETS_PAGE, LINKS_PAGE, LAST_PAGE = 2, 3, 4, 5, 6
BARRIERS = ("price", "quality", "capacity", "skills", "finance", "information", "channel", "logistics")


@dataclass(frozen=True)
class Truth:
    """What is true of a fictitious study.

    The tables of what is said hold the responses that are kept, with ``cluster``, ``fiscal_code`` and
    ``respondent`` before the columns of the question; a partial response has rows as far as it came.

    Attributes
    ----------
    seed : int
    scene : Scene
        When and where it takes place.
    organisations : pandas.DataFrame
        cluster, name, fiscal_code, organisation_type, legal_form, county, locality, year_founded,
        joined_on, registration_number, employees, turnover (thousand EUR a year), turnover_unit (that
        it gives its turnover in), size_band, revenue_band, consent, caen, caen_other, position,
        export_share (percent), answered, states_stages, known_to_management, respondent. What only
        firms have is empty for others.
    roles : pandas.DataFrame
        cluster, fiscal_code, stage, is_main: every stage that a member works in.
    stages : pandas.DataFrame
        cluster, stage, fate, condition, members, said (by the management), expected_presence (what the study
        can find out at best), caen (as in the catalogue).
    responses : pandas.DataFrame
        cluster, respondent, fiscal_code, name, fate, page (the last one reached), partial, like: every
        response, in the order in which they came in. `like` is the kept response whose answers it
        repeats, with changes, if it is not kept itself.
    inputs : pandas.DataFrame
        stage, annual_value (thousand EUR), share_county to share_beyond, share_members, satisfaction,
        suppliers, would_source, reasons.
    needs : pandas.DataFrame
        stage, need_type, criticality, blocks_existing, blocks_new.
    offers : pandas.DataFrame
        stage, capacity (percent).
    markets : pandas.DataFrame
        share_county to share_beyond, share_members, customers_business, customers_consumers,
        customers_public, main_client (all percent), target_markets; one row a firm.
    barriers : pandas.DataFrame
        barrier, degree; a row for each barrier of a firm.
    links : pandas.DataFrame
        partner (its name), partner_organisation (its fiscal code; empty where on no roster), kinds,
        frequency, since.
    interests : pandas.DataFrame
        wants_meetings, clusters, organisation_types, slots, topic_stage, idea_stage (what topic and
        idea are about; empty where there is none).
    assistance : pandas.DataFrame
        assistance, rank; a row for each kind asked for.
    """

    seed: int
    scene: Scene
    organisations: pd.DataFrame
    roles: pd.DataFrame
    stages: pd.DataFrame
    responses: pd.DataFrame
    inputs: pd.DataFrame
    needs: pd.DataFrame
    offers: pd.DataFrame
    markets: pd.DataFrame
    barriers: pd.DataFrame
    links: pd.DataFrame
    interests: pd.DataFrame
    assistance: pd.DataFrame
