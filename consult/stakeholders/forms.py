"""Who someone is and for whom they speak."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from consult.stakeholders.countries import offered
from consult.stakeholders.models import WITHOUT_SUBCATEGORIES, Capacity, Category
from consult.stakeholders.taxonomy import CAPACITIES, CATEGORIES, SUBCATEGORIES
from consult.stakeholders.translatable_texts import LONGEST
from consult.web.forms import Form, choices
from consult.web.page_language import locale_code

_EXTENSIBLE = {key: words for key, words in CATEGORIES.items() if key not in WITHOUT_SUBCATEGORIES}


def check_country(capacity: RadioField, country: SelectField) -> None:
    """Refuse an official position of a country that the United Nations does not list (M49)."""
    is_listed = country.data in dict(offered("en", as_states=True))
    if capacity.data == Capacity.OFFICIAL_POSITION and not is_listed:
        raise ValidationError(_l("Choose the country whose official position this is."))


class StakeholderForm(Form):
    """The profile of a stakeholder; submissions ask the same."""

    capacity = RadioField(
        _l("Who are you commenting for?"),
        [InputRequired(_l("Choose who you are commenting for."))],
        choices=choices(CAPACITIES),
    )
    category = SelectField(_l("Category"), [InputRequired(_l("Choose a category."))])
    category_other = StringField(_l("Your category, if “Other”"), [Length(max=120)])
    name = StringField(
        _l("Your name"),
        [InputRequired(_l("Enter your name.")), Length(max=120)],
        render_kw={"autocomplete": "name"},
    )
    organisation = StringField(
        _l("Organisation or authority"), [Length(max=200)], render_kw={"autocomplete": "organization"}
    )
    country = SelectField(_l("Country"))
    on_behalf_of = SelectMultipleField(_l("Countries you are commenting for"))

    def __init__(
        self, *args: Any, own: Mapping[Category, Mapping[str, str]] | None = None, **kwargs: Any
    ) -> None:
        """`own`: subcategories that an organisation offers beside the default ones, as queries.offered has them."""
        super().__init__(*args, **kwargs)
        language = locale_code()
        self.country.choices = choices(offered(language), nothing=_l("Not stated"))
        self.on_behalf_of.choices = choices(offered(language, as_states=True))
        self.category.choices = category_choices(own or {})

    def validate_category_other(self, field: StringField) -> None:
        """What "other" means is explained."""
        if (self.category.data or "").startswith("other") and not field.data:
            raise ValidationError(_l("Enter your category."))

    def validate_organisation(self, field: StringField) -> None:
        """Anyone who speaks for an organisation names it."""
        if self.capacity.data not in {Capacity.PERSONAL, None} and not field.data:
            raise ValidationError(_l("Enter the organisation or authority you are commenting for."))

    def validate_country(self, field: SelectField) -> None:
        """An official position has a country, which the United Nations lists (M49)."""
        check_country(self.capacity, field)

    def stakeholder(self) -> dict[str, Any]:
        """The fields of a stakeholder (stakeholders.actions.FIELDS)."""
        return {
            "name": self.name.data,
            "organisation": self.organisation.data or "",
            **said_category(self),
            "country": self.country.data or "",
            "capacity": Capacity(self.capacity.data),
            "on_behalf_of": list(self.on_behalf_of.data or [])
            if self.capacity.data == Capacity.ON_BEHALF
            else [],
        }


def category_choices(
    own: Mapping[Category, Mapping[str, str]], *, may_be_unstated: bool = False
) -> dict[Any, list[SelectChoice]]:
    """Categories as groups, each with itself and its subcategories. `may_be_unstated`: for those who enter the comments
    of others."""
    # in a group of its own: an empty choice before all groups is read out as an invalid entry
    groups: dict[Any, list[SelectChoice]] = {_l("Category"): choices({}, nothing=_l("Choose a category"))}
    for key, words in CATEGORIES.items():
        if key == Category.NOT_STATED and not may_be_unstated:
            continue
        second = {f"{key}.{sub}": label for sub, label in SUBCATEGORIES[key].items()}
        added = [(f"{key}.{label}", shown) for label, shown in own.get(key, {}).items()]
        groups[_l(words)] = [*choices({key: words} | second), *choices(added)]
    return groups


def said_category(form: Any) -> dict[str, Any]:
    """What was chosen of `category_choices` in the fields `category` and `category_other` of a form."""
    category, _dot, subcategory = str(form.category.data).partition(".")
    other = (form.category_other.data or "") if category == Category.OTHER else ""
    return {"category": Category(category), "subcategory": subcategory, "category_other": other}


class SubcategoryForm(Form):
    """One more subcategory."""

    category = SelectField(_l("Category"), choices=choices(_EXTENSIBLE))
    label = StringField(
        _l("Subcategory"),
        [InputRequired(_l("Enter the name of the subcategory.")), Length(max=LONGEST)],
        description=_l("Enter the name in the language of your consultations, for example “Gene bank”."),
    )


def chosen(thing: Any) -> dict[str, Any]:
    """What the form shows of a stakeholder or a submission."""
    category = f"{thing.category}.{thing.subcategory}".rstrip(".") if thing.category else None
    return {
        "capacity": thing.capacity,
        "category": category,
        "category_other": thing.category_other,
        "name": thing.name,
        "organisation": thing.organisation,
        "country": thing.country,
        "on_behalf_of": thing.on_behalf_of,
    }
