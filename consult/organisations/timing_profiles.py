"""Timing profiles: which comment period, in days, a body of rules asks for. An organisation chooses one."""

from dataclasses import dataclass

from consult.core.translatable import N_


@dataclass(frozen=True)
class TimingProfile:
    """`days`: full calendar days at least (0: no fixed minimum); `notice`: days between announcement and opening."""

    key: str
    label: str
    days: int
    note: str
    notice: int = 0


PROFILES: dict[str, TimingProfile] = {
    profile.key: profile
    for profile in (
        TimingProfile(
            "wto_tbt_code",
            N_("WTO TBT Code of Good Practice"),
            60,
            N_("60 days; shorter for urgent safety, health or environment"),
        ),
        TimingProfile("iseal_v6", N_("ISEAL, first round"), 60, N_("60 days, a second round of 30")),
        TimingProfile("iseal_second", N_("ISEAL, second round"), 30, N_("30 days after a first round of 60")),
        TimingProfile("ippc_ispm", N_("IPPC standards"), 90, N_("90 days, 1 July to 30 September")),
        TimingProfile("ippc_specification", N_("IPPC specifications"), 60, N_("60 days")),
        TimingProfile("eu_opc", N_("EU public consultation"), 84, N_("12 weeks")),
        TimingProfile(
            "iasb_ed",
            N_("IASB exposure draft"),
            120,
            N_("120 days; at least 30 for narrow and urgent matters"),
        ),
        TimingProfile("iso_dis", N_("ISO draft International Standard"), 84, N_("12 weeks")),
        TimingProfile("iso_cd", N_("ISO committee draft"), 56, N_("8 to 16 weeks")),
        TimingProfile("cen_enquiry", N_("CEN enquiry"), 84, N_("12 weeks")),
        TimingProfile("w3c", N_("W3C Candidate Recommendation"), 28, N_("28 days")),
        TimingProfile("oasis", N_("OASIS public review"), 30, N_("30 days, later reviews 15")),
        TimingProfile("four_weeks", N_("Four weeks"), 28, N_("28 days")),
        TimingProfile(
            "proportionate", N_("Proportionate"), 0, N_("no fixed minimum; the period is explained")
        ),
    )
}


def profile_of(code: str) -> TimingProfile:
    """The profile with this key; one without a minimum for a key that only a later version knows."""
    return PROFILES.get(code) or TimingProfile(code, code.replace("_", " "), 0, "")
