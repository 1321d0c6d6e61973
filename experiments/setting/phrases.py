"""What a run says on the terminal and adds to its report, in both languages."""

from __future__ import annotations

_PHRASES = {
    "runs": {"sv": "{count} körningar", "en": "{count} runs"},
    "report": {"sv": "Rapport: {path}", "en": "Report: {path}"},
    "tables": {"sv": "Tabeller: {path}", "en": "Tables: {path}"},
    "named": {
        "sv": "Observera: run.json namnger kommunerna, annars kan körningen inte göras om. Skicka den inte vidare.",
        "en": "Mind: run.json names the municipalities, else the run could not be repeated. Do not pass it on.",
    },
    "failed": {"sv": "Misslyckades och ingår inte: {what}", "en": "Failed and left out: {what}"},
    "events": {
        "sv": "Händelser som drabbar alla strategier: {what}.",
        "en": "Events that strike every course: {what}.",
    },
    "unequal": {
        "sv": "Lika pengar gäller här vad som beviljas. Utbetalningarna skiljer sig mellan strategierna, eftersom "
        "projektpengar slås ut, finansieringen ska förtjänas eller stödet upphör; se kostnaden i tabellen.",
        "en": "The same money means here what is granted. What is paid differs between courses, since project "
        "money is struck, funding has to be earned or support ends; see the cost in the table.",
    },
    "late": {
        "sv": "Händelser efter körningens sista år, som alltså inte inträffar: {what}.",
        "en": "Events after the last year of the run, which therefore do not happen: {what}.",
    },
    "parameters": {
        "sv": "Parametrar satta för hand i alla världar: {what}.",
        "en": "Parameters set by hand in all worlds: {what}.",
    },
    "earned": {
        "sv": "Finansieringen är inte given utan förtjänas: stöd som inte märks kan mista sina pengar.",
        "en": "Funding is not given but earned: support whose effect does not show may lose its money.",
    },
    "pooled": {
        "sv": "Varje värde är ett medelvärde över {count} lika vägda fall: {what}.",
        "en": "Each value is a mean over {count} cases that weigh the same: {what}.",
    },
    "loss": {
        "sv": "{course} ({budget}): mest kostar {event}, {median} mot {calm} (5–95 %: {interval}).",
        "en": "{course} ({budget}): {event} costs most, {median} against {calm} (5–95%: {interval}).",
    },
    "no_loss": {
        "sv": "{course} ({budget}): i mediantal kostar ingen av händelserna något mot {calm}.",
        "en": "{course} ({budget}): in the median none of the events costs anything against {calm}.",
    },
    "losses": {
        "sv": "Förmåga vid slutåret mot samma strategi under ”{calm}” (poäng, {typical})",
        "en": "Capacity at the end year against the same course under “{calm}” (points, {typical})",
    },
    "own": {"sv": "egen kostnad", "en": "own cost"},
    "equal": {"sv": "lika pengar", "en": "same money"},
}


def phrase(key: str, language: str, **values: object) -> str:
    """Return a phrase in Swedish ("sv") or English ("en"), filled in."""
    return _PHRASES[key][language].format(**values)
