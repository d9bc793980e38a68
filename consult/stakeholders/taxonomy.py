"""The taxonomy of stakeholders: eight categories, each with subcategories (docs/sources.md), and one for those who do
not state theirs."""

from consult.core.translatable import N_, pN_
from consult.stakeholders.models import Capacity, Category

CATEGORIES: dict[Category, str] = {
    Category.GOVERNMENT: N_("Government"),
    Category.INDUSTRY: N_("Industry"),
    Category.CIVIL_SOCIETY: N_("Civil society"),
    Category.ACADEMIA: N_("Academia"),
    Category.INTERGOVERNMENTAL: N_("Intergovernmental organisation"),
    Category.STANDARDS_AND_CONFORMITY: N_("Standards and conformity body"),
    Category.INDIVIDUAL: N_("Individual"),
    Category.OTHER: pN_("category", "Other"),
    Category.NOT_STATED: pN_("category", "Not stated"),
}

CAPACITIES: dict[Capacity, str] = {
    Capacity.PERSONAL: N_("Myself"),
    Capacity.ORGANISATION: N_("My organisation"),
    Capacity.OFFICIAL_POSITION: N_("My country (official position)"),
    Capacity.ON_BEHALF: N_("Several countries or organisations"),
}

SUBCATEGORIES: dict[Category, dict[str, str]] = {
    Category.GOVERNMENT: {
        "national_government": N_("National government"),
        "national_agency_or_regulator": N_("National agency or regulator"),
        "subnational": N_("Regional or local government"),
        "permanent_mission_or_contact_point": N_("Permanent mission or contact point"),
        "regional_grouping": N_("Regional grouping of states"),
    },
    Category.INDUSTRY: {
        "company_micro": N_("Company, 1 to 9 people"),
        "company_small": N_("Company, 10 to 49 people"),
        "company_medium": N_("Company, 50 to 249 people"),
        "company_large": N_("Company, 250 people or more"),
        "business_association": N_("Business association"),
        "professional_association": N_("Professional association"),
        "consultancy_or_law_firm": N_("Consultancy or law firm"),
        "financial_market_infrastructure": N_("Financial market infrastructure"),
        "cooperative": N_("Cooperative"),
    },
    Category.CIVIL_SOCIETY: {
        "ngo": N_("Non-governmental organisation"),
        "consumer_organisation": N_("Consumer organisation"),
        "environmental_organisation": N_("Environmental organisation"),
        "trade_union": N_("Trade union"),
        "patient_or_user_group": N_("Patient or user group"),
        "indigenous_peoples": N_("Indigenous peoples"),
        "philanthropic_foundation": N_("Philanthropic foundation"),
        "faith_based": N_("Faith-based organisation"),
    },
    Category.ACADEMIA: {
        "university": N_("University"),
        "research_institute": N_("Research institute"),
        "think_tank": N_("Think tank"),
        "learned_society": N_("Learned society"),
        "reference_laboratory": N_("Reference laboratory"),
        "individual_researcher": N_("Individual researcher"),
    },
    Category.INTERGOVERNMENTAL: {
        "un_body": N_("United Nations body"),
        "other_igo": N_("Other intergovernmental organisation"),
        "regional_igo": N_("Regional intergovernmental organisation"),
        "treaty_secretariat": N_("Treaty secretariat"),
    },
    Category.STANDARDS_AND_CONFORMITY: {
        "national_standards_body": N_("National standards body"),
        "accreditation_body": N_("Accreditation body"),
        "certification_or_inspection_body": N_("Certification or inspection body"),
        "metrology_institute": N_("Metrology institute"),
        "private_standard_setter": N_("Private standard setter"),
    },
    Category.INDIVIDUAL: {
        "citizen_or_resident": N_("Citizen or resident"),
        "expert_personal_capacity": N_("Expert in a personal capacity"),
    },
    Category.OTHER: {},
    Category.NOT_STATED: {},
}
