"""Words for what an officer says of comments; translated where they are shown."""

from consult.comment_forms.models import Channel
from consult.core.translatable import N_
from consult.form_uploads.labels import CHANNELS as ALL_CHANNELS
from consult.stakeholders.models import Capacity

CHANNELS: dict[Channel, str] = dict(ALL_CHANNELS)

CAPACITIES: dict[Capacity, str] = {
    Capacity.PERSONAL: N_("One person"),
    Capacity.ORGANISATION: N_("One organisation"),
    Capacity.OFFICIAL_POSITION: N_("One country (official position)"),
    Capacity.ON_BEHALF: N_("Several countries or organisations"),
}
