"""Questionnaires of the true exports, as XLSForms: KoboToolbox's from its form, LimeSurvey's by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from pilotanalysis.survey.questionnaire import Questionnaire, read

LANGUAGES = ("en", "ro", "it")
LABELS = ("label::English (en)", "label::Română (ro)", "label::Italiano (it)")
Row = Sequence[str]


def write_form(path: Path, survey: Iterable[Row], choices: Iterable[Row]) -> Questionnaire:
    """Write an XLSForm and read it: rows are type, name, three labels; list, name, three labels."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, head, rows in (
            ("survey", ("type", "name", *LABELS), survey),
            ("choices", ("list_name", "name", *LABELS), choices),
        ):
            sheet = book.add_worksheet(name)
            for place, row in enumerate((head, *rows)):
                sheet.write_row(place, 0, row)
    return read(path, path.name, LANGUAGES, 2014)


def kobo_form(folder: Path, form: Path) -> Questionnaire:
    content = json.loads(form.read_text("utf-8"))
    survey = []
    for row in content["survey"]:
        kind = " ".join(part for part in (row["type"], row.get("select_from_list_name", "")) if part)
        survey.append((kind, row.get("name", ""), *row.get("label", ("", "", ""))))
    choices = [(row["list_name"], row["name"], *row["label"]) for row in content["choices"]]
    return write_form(folder / "kobo.xlsx", survey, choices)


def limesurvey_form(folder: Path) -> Questionnaire:
    same = ("", "", "")
    group, end = ("begin_group",), ("end_group", "", *same)
    stages = (
        "Which production stages does your firm perform?",
        "Ce etape de producție realizează firma?",
        "Quali fasi di produzione svolge l’azienda?",
    )
    certs = ("Which certifications do you hold?", "Ce certificări aveți?", "Quali certificazioni possiede?")
    survey: list[Row] = [
        (
            "text",
            "org_name",
            "Name of the organisation (legal name)",
            "Denumirea organizației (denumirea juridică)",
            "Nome dell'organizzazione (ragione sociale)",
        ),
        ("text", "cui", "Fiscal code (CUI)", "Cod fiscal (CUI)", "Codice fiscale (CUI)"),
        ("select_one county", "county", "County", "Județul", "Contea (județ)"),
        ("text", "county_other", "County, other", "Județul, altul", "Contea, altro"),
        (
            "integer",
            "employees_2013",
            "Number of employees in 2013",
            "Număr de angajați în 2013",
            "Numero di dipendenti nel 2013",
        ),
        (
            "decimal",
            "avg_wage",
            "Average monthly wage (thousand lei)",
            "Salariul mediu lunar (mii lei)",
            "Salario medio mensile (migliaia di lei)",
        ),
        (
            "text",
            "turnover",
            "Turnover in 2013, in lei (type freely)",
            "Cifra de afaceri 2013, în lei (text liber)",
            "Fatturato 2013, in lei (testo libero)",
        ),
        ("date", "founded", "Date of foundation", "Data înființării", "Data di costituzione"),
        ("select_one yes_no", "exporter", "Do you export?", "Exportați?", "Esportate?"),
        (
            "text",
            "export_to",
            "To which countries do you export?",
            "În ce țări exportați?",
            "In quali paesi esportate?",
        ),
        ("select_multiple stages", "stages", *stages),
        ("text", "stages_other", "Stages, other", "Etape, altele", "Fasi, altro"),
        (
            *group,
            "satisf",
            "How satisfied are you with … (1 = not at all, 5 = very)",
            "Cât de mulțumit sunteți de … (1 = deloc, 5 = foarte)",
            "Quanto è soddisfatto di … (1 = per niente, 5 = molto)",
        ),
        (
            "integer",
            "satisf_INFRA",
            "Road infrastructure, access",
            "Infrastructura rutieră, acces",
            "Infrastruttura stradale, accesso",
        ),
        ("integer", "satisf_LABOR", "Skilled labour", "Forța de muncă calificată", "Manodopera qualificata"),
        ("integer", "satisf_FIN", "Access to finance", "Accesul la finanțare", "Accesso al credito"),
        end,
        (
            *group,
            "coop",
            "How often do you cooperate with …",
            "Cât de des cooperați cu …",
            "Con quale frequenza collabora con …",
        ),
        ("select_one often", "coop_UNI", "Universities", "Universități", "Università"),
        (
            "select_one often",
            "coop_FIRM",
            "Other firms, suppliers",
            "Alte firme, furnizori",
            "Altre imprese, fornitori",
        ),
        end,
        (
            *group,
            "shares",
            "Share of purchases by origin (%)",
            "Ponderea achizițiilor după origine (%)",
            "Quota degli acquisti per origine (%)",
        ),
        ("decimal", "shares_CLUST", "Cluster", "Cluster", "Cluster"),
        (
            "decimal",
            "shares_REGIO",
            "Region, outside the cluster",
            "Regiune, în afara clusterului",
            "Regione, fuori dal cluster",
        ),
        ("decimal", "shares_ROMAN", "Rest of Romania", "Restul României", "Resto della Romania"),
        ("decimal", "shares_EU", "European Union", "Uniunea Europeană", "Unione Europea"),
        ("decimal", "shares_NONEU", "Outside the EU", "În afara UE", "Fuori dall’UE"),
        end,
        (*group, "years", "Figures per year", "Cifre pe ani", "Cifre per anno"),
        ("decimal", "years_EMP_2012", "Employees 2012", "Angajați 2012", "Dipendenti 2012"),
        ("decimal", "years_EMP_2013", "Employees 2013", "Angajați 2013", "Dipendenti 2013"),
        (
            "decimal",
            "years_INV_2012",
            "Investment (thousand lei) 2012",
            "Investiții (mii lei) 2012",
            "Investimenti (migliaia di lei) 2012",
        ),
        (
            "decimal",
            "years_INV_2013",
            "Investment (thousand lei) 2013",
            "Investiții (mii lei) 2013",
            "Investimenti (migliaia di lei) 2013",
        ),
        end,
        (
            "rank needs",
            "needs",
            "Rank your three most important assistance needs",
            "Ordonați cele mai importante trei nevoi de asistență",
            "Ordini le tre esigenze di assistenza più importanti",
        ),
        (
            "select_one buyer",
            "buyer",
            "Main type of buyer",
            "Tipul principal de cumpărător",
            "Tipo principale di acquirente",
        ),
        ("text", "buyer_comment", "Comment on the buyer", "Comentariu la cumpărător", "Commento sull'acquirente"),
        ("select_multiple certs", "certs", *certs),
        ("text", "certs_ISO9_comment", "On ISO 9001", "Despre ISO 9001", "Su ISO 9001"),
        ("text", "certs_FSC_comment", "On FSC", "Despre FSC", "Su FSC"),
        ("text", "certs_other", "Certificates, other", "Certificări, altele", "Certificazioni, altro"),
        ("text", "certs_other_comment", "On others", "Despre altele", "Su altre"),
        ("text", "comments", "Comments, suggestions", "Observații, sugestii", "Osservazioni, suggerimenti"),
    ]
    choices: list[Row] = [
        ("county", "CJ", "Cluj", "Cluj", "Cluj"),
        ("county", "BN", "Bistrița-Năsăud", "Bistrița-Năsăud", "Bistrița-Năsăud"),
        ("county", "SM", "Satu Mare", "Satu Mare", "Satu Mare"),
        ("county", "MM", "Maramureş (old cedilla s)", "Maramureş (cu sedilă)", "Maramureş (con cediglia)"),
        ("yes_no", "yes", "Yes", "Da", "Sì"),
        ("yes_no", "no", "No", "Nu", "No"),
        (
            "stages",
            "CUT",
            "Cutting, sawing and drying",
            "Tăiere, debitare și uscare",
            "Taglio, segagione ed essiccazione",
        ),
        ("stages", "ASM", "Assembly, finishing", "Asamblare, finisare", "Assemblaggio, finitura"),
        ("stages", "PACK", "Packaging; shipping", "Ambalare; expediere", "Imballaggio; spedizione"),
        ("stages", "DES", 'Design "in-house"', "Design „intern”", 'Design "interno"'),
        ("stages", "other", "Other", "Altele", "Altro"),
        ("often", "N", "Never", "Niciodată", "Mai"),
        ("often", "S", "Sometimes, rarely", "Uneori, rar", "A volte, raramente"),
        ("often", "O", "Often", "Adesea", "Spesso"),
        (
            "needs",
            "TRAIN",
            "Training, vocational education",
            "Instruire, învățământ profesional",
            "Formazione professionale",
        ),
        ("needs", "EXP", "Export promotion", "Promovarea exportului", "Promozione delle esportazioni"),
        ("needs", "RD", "Research & development", "Cercetare-dezvoltare", "Ricerca e sviluppo"),
        ("needs", "FIN", "Finance, guarantees", "Finanțare, garanții", "Finanza, garanzie"),
        ("needs", "CERT", "Certification", "Certificare", "Certificazione"),
        ("buyer", "RET", "Retail chain", "Lanț de magazine", "Catena di negozi"),
        ("buyer", "IND", "Industrial firm", "Firmă industrială", "Impresa industriale"),
        ("certs", "ISO9", "ISO 9001", "ISO 9001", "ISO 9001"),
        ("certs", "FSC", "FSC", "FSC", "FSC"),
        ("certs", "other", "Other", "Altele", "Altro"),
    ]
    return write_form(folder / "limesurvey.xlsx", survey, choices)
