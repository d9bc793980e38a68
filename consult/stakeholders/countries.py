"""Countries: ISO 3166-1 codes and the regions of UN M49. Names come from CLDR, in the reader's language.

The list says nothing about the status of a territory. Regions serve statistics only.
"""

from dataclasses import dataclass
from functools import cache

from babel import Locale

from consult.core.translatable import N_

_TABLE = {
    ("Other", "Antarctica"): "ATAAQ",
    ("Africa", "Northern Africa"): "DZADZ EGYEG ESHEH LBYLY MARMA SDNSD TUNTN",
    ("Africa", "Sub-Saharan Africa"): (
        "AGOAO ATFTF BDIBI BENBJ BFABF BWABW CAFCF CIVCI CMRCM CODCD COGCG COMKM CPVCV DJIDJ ERIER "
        "ETHET GABGA GHAGH GINGN GMBGM GNBGW GNQGQ IOTIO KENKE LBRLR LSOLS MDGMG MLIML MOZMZ MRTMR "
        "MUSMU MWIMW MYTYT NAMNA NERNE NGANG REURE RWARW SENSN SHNSH SLESL SOMSO SSDSS STPST SWZSZ "
        "SYCSC TCDTD TGOTG TZATZ UGAUG ZAFZA ZMBZM ZWEZW"
    ),
    ("Americas", "Latin America and the Caribbean"): (
        "ABWAW AIAAI ARGAR ATGAG BESBQ BHSBS BLMBL BLZBZ BOLBO BRABR BRBBB BVTBV CHLCL COLCO CRICR "
        "CUBCU CUWCW CYMKY DMADM DOMDO ECUEC FLKFK GLPGP GRDGD GTMGT GUFGF GUYGY HNDHN HTIHT JAMJM "
        "KNAKN LCALC MAFMF MEXMX MSRMS MTQMQ NICNI PANPA PERPE PRIPR PRYPY SGSGS SLVSV SURSR SXMSX "
        "TCATC TTOTT URYUY VCTVC VENVE VGBVG VIRVI"
    ),
    ("Americas", "Northern America"): "BMUBM CANCA GRLGL SPMPM USAUS",
    ("Asia", "Central Asia"): "KAZKZ KGZKG TJKTJ TKMTM UZBUZ",
    ("Asia", "Eastern Asia"): "CHNCN HKGHK JPNJP KORKR MACMO MNGMN PRKKP TWNTW",
    ("Asia", "South-eastern Asia"): "BRNBN IDNID KHMKH LAOLA MMRMM MYSMY PHLPH SGPSG THATH TLSTL VNMVN",
    ("Asia", "Southern Asia"): "AFGAF BGDBD BTNBT INDIN IRNIR LKALK MDVMV NPLNP PAKPK",
    ("Asia", "Western Asia"): (
        "AREAE ARMAM AZEAZ BHRBH CYPCY GEOGE IRQIQ ISRIL JORJO KWTKW LBNLB OMNOM PSEPS QATQA SAUSA "
        "SYRSY TURTR YEMYE"
    ),
    ("Europe", "Eastern Europe"): "BGRBG BLRBY CZECZ HUNHU MDAMD POLPL ROURO RUSRU SVKSK UKRUA",
    ("Europe", "Northern Europe"): (
        "ALAAX DNKDK ESTEE FINFI FROFO GBRGB GGYGG IMNIM IRLIE ISLIS JEYJE LTULT LVALV NORNO SJMSJ SWESE"
    ),
    ("Europe", "Southern Europe"): (
        "ALBAL ANDAD BIHBA ESPES GIBGI GRCGR HRVHR ITAIT MKDMK MLTMT MNEME PRTPT SMRSM SRBRS SVNSI VATVA"
    ),
    ("Europe", "Western Europe"): "AUTAT BELBE CHECH DEUDE FRAFR LIELI LUXLU MCOMC NLDNL",
    ("Oceania", "Australia and New Zealand"): "AUSAU CCKCC CXRCX HMDHM NFKNF NZLNZ",
    ("Oceania", "Melanesia"): "FJIFJ NCLNC PNGPG SLBSB VUTVU",
    ("Oceania", "Micronesia"): "FSMFM GUMGU KIRKI MHLMH MNPMP NRUNR PLWPW UMIUM",
    ("Oceania", "Polynesia"): "ASMAS COKCK NIUNU PCNPN PYFPF TKLTK TONTO TUVTV WLFWF WSMWS",
}
"""(Region, sub-region) → alpha-3 and alpha-2 codes, written together."""

REGIONS = {
    "Africa": N_("Africa"),
    "Americas": N_("Americas"),
    "Asia": N_("Asia"),
    "Europe": N_("Europe"),
    "Oceania": N_("Oceania"),
    "Other": N_("Other"),
}
"""Regions, for translators."""


@dataclass(frozen=True)
class Country:
    """A country or territory of ISO 3166-1."""

    alpha3: str
    alpha2: str
    region: str
    subregion: str


COUNTRIES: dict[str, Country] = {
    code[:3]: Country(code[:3], code[3:], region, subregion)
    for (region, subregion), codes in _TABLE.items()
    for code in codes.split()
}
"""By alpha-3 code."""


def region_of(alpha3: str) -> str:
    """The M49 region of a country, "" for none."""
    country = COUNTRIES.get(alpha3)
    return country.region if country else ""


def name_of(alpha3: str, language: str = "en") -> str:
    """The name of a country in a language, the code itself where no one knows it."""
    return _names(language).get(alpha3, alpha3)


@cache
def _names(language: str) -> dict[str, str]:
    return dict(by_name(language))


@cache
def by_name(language: str) -> tuple[tuple[str, str], ...]:
    """(alpha-3, name) of every country, sorted by name as far as plain comparison goes."""
    names = Locale.parse(language.replace("-", "_")).territories
    found = [(code, str(names.get(country.alpha2, code))) for code, country in COUNTRIES.items()]
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))
