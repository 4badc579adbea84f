"""The lists of values that several kinds of record share, each from the practice named beside it in the vocabulary."""

from __future__ import annotations

from shadowlog.domain.value_list import Value


class Role(Value):
    """What a person of the team does."""

    MARKETER = "marketer"
    REP = "rep"
    MANAGER = "manager"
    CONTENT = "content"


class EncounterKind(Value):
    """The practices the product is built for."""

    PROSPECT_CALL = "prospect_call"
    DISCOVERY = "discovery"
    DEMO = "demo"
    CUSTOMER_RIDE_ALONG = "customer_ride_along"
    FIELD_VISIT = "field_visit"
    TRADE_SHOW = "trade_show"
    RESELLER_DAY = "reseller_day"
    SALES_MEETING = "sales_meeting"
    WIN_LOSS_INTERVIEW = "win_loss_interview"
    REP_DEBRIEF = "rep_debrief"


class EncounterStatus(Value):
    """As CRM calls and meetings have it."""

    PLANNED = "planned"
    HELD = "held"
    NOT_HELD = "not_held"


class InsightKind(Value):
    """Voice-of-customer coding."""

    PAIN = "pain"
    DESIRED_OUTCOME = "desired_outcome"
    TRIGGER = "trigger"
    QUESTION = "question"
    BUYING_CRITERION = "buying_criterion"
    LANGUAGE = "language"
    COMPETITOR_MENTION = "competitor_mention"
    PRAISE = "praise"
    FEATURE_REQUEST = "feature_request"


class Basis(Value):
    """Who a claim comes from: sellers' reasons and buyers' reasons differ."""

    BUYER_VERBATIM = "buyer_verbatim"
    BUYER_PARAPHRASE = "buyer_paraphrase"
    REP_REPORT = "rep_report"
    OBSERVER_INFERENCE = "observer_inference"

    @property
    def from_buyer(self) -> bool:
        """Whether the buyer said it, in these words or others."""
        return self in (Basis.BUYER_VERBATIM, Basis.BUYER_PARAPHRASE)


class Permission(Value):
    """What a quote may be used for. Unset is treated as internal only."""

    UNSET = "unset"
    INTERNAL_ONLY = "internal_only"
    ANONYMISED = "anonymised"
    ATTRIBUTED = "attributed"
    REVOKED = "revoked"

    @property
    def may_leave_the_team(self) -> bool:
        """Whether a brief for outside readers may print the words."""
        return self in (Permission.ANONYMISED, Permission.ATTRIBUTED)

    @property
    def clearance(self) -> str:
        """What it means for whoever wants to quote the words."""
        return _CLEARANCE[self]


_CLEARANCE = {
    Permission.UNSET: "nobody asked yet",
    Permission.INTERNAL_ONLY: "not for publication",
    Permission.ANONYMISED: "anonymised only",
    Permission.ATTRIBUTED: "may be quoted",
    Permission.REVOKED: "permission withdrawn",
}


class ObjectionCategory(Value):
    """BANT and research-repository tag sets."""

    PRICE_BUDGET = "price_budget"
    AUTHORITY = "authority"
    NEED = "need"
    TIMING = "timing"
    TRUST_RISK = "trust_risk"
    COMPETITOR = "competitor"
    STATUS_QUO = "status_quo"
    PRODUCT_GAP = "product_gap"
    IMPLEMENTATION = "implementation"
    OTHER = "other"


class ObjectionNature(Value):
    """What an objection is behind its words."""

    GENUINE = "genuine"
    STALL = "stall"
    SMOKESCREEN = "smokescreen"


class ObjectionStatus(Value):
    """How far the team's answer has come."""

    NEW = "new"
    TRIAGED = "triaged"
    RESPONSE_DRAFTED = "response_drafted"
    IN_TEST = "in_test"
    ANSWERED = "answered"
    RETIRED = "retired"


class Outcome(Value):
    """What became of an objection in the talk where it was heard."""

    RESOLVED = "resolved"
    PROGRESSED = "progressed"
    UNRESOLVED = "unresolved"
    LOST = "lost"
    UNKNOWN = "unknown"


class Technique(Value):
    """How a response goes about it: Carew's LAER and common practice."""

    LAER = "laer"
    FEEL_FELT_FOUND = "feel_felt_found"
    BOOMERANG = "boomerang"
    REFRAME = "reframe"
    PROOF = "proof"
    OTHER = "other"


class BuyingRole(Value):
    """A persona's part in the purchase."""

    CHAMPION = "champion"
    ECONOMIC_BUYER = "economic_buyer"
    DECISION_MAKER = "decision_maker"
    TECHNICAL_BUYER = "technical_buyer"
    USER = "user"
    INFLUENCER = "influencer"
    PROCUREMENT = "procurement"
    BLOCKER = "blocker"
    COACH = "coach"


class Stage(Value):
    """The funnel: Demand Waterfall and CRM life-cycle stages, with recycled and disqualified beside it."""

    INQUIRY = "inquiry"
    MQL = "mql"
    SAL = "sal"
    SQL = "sql"
    OPPORTUNITY = "opportunity"
    CLOSED_WON = "closed_won"
    CLOSED_LOST = "closed_lost"
    RECYCLED = "recycled"
    DISQUALIFIED = "disqualified"


class ThemeLevel(Value):
    """The message house: one roof, at most three pillars, what supports them."""

    UMBRELLA = "umbrella"
    PILLAR = "pillar"
    SUPPORTING = "supporting"


class ThemeStatus(Value):
    """Whether a theme is in use."""

    ACTIVE = "active"
    RETIRED = "retired"


class Stance(Value):
    """How a theme was received."""

    RESONATED = "resonated"
    NEUTRAL = "neutral"
    CONFUSED = "confused"
    REJECTED = "rejected"
    NOT_RAISED = "not_raised"


class Tier(Value):
    """How promising a talk at a booth was, and with that how soon somebody follows up."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"

    @property
    def words(self) -> str:
        return self.value.upper()

    @property
    def rating(self) -> int:
        """The rating from 1 to 5 it stands for."""
        return {"a": 5, "b": 4, "c": 2, "d": 1}[self.value]

    @property
    def hours(self) -> int | None:
        """Hours within which somebody follows up, None where nobody needs to."""
        return {"a": 24, "b": 48}.get(self.value)


class AssetType(Value):
    """What sales enablement gives to buyers and reps."""

    CASE_STUDY = "case_study"
    ONE_PAGER = "one_pager"
    DECK = "deck"
    BATTLECARD = "battlecard"
    FAQ = "faq"
    DATASHEET = "datasheet"
    ROI_CALCULATOR = "roi_calculator"
    WHITE_PAPER = "white_paper"
    BLOG = "blog"
    VIDEO = "video"
    EMAIL_TEMPLATE = "email_template"
    DEMO_SCRIPT = "demo_script"
    TALK_TRACK = "talk_track"


class RequestStatus(Value):
    """How far a content request has come."""

    SUBMITTED = "submitted"
    TRIAGED = "triaged"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    IN_REVIEW = "in_review"
    SHIPPED = "shipped"
    DECLINED = "declined"
    DUPLICATE = "duplicate"

    @property
    def open(self) -> bool:
        """Whether something is still to be done about it."""
        return self not in (RequestStatus.SHIPPED, RequestStatus.DECLINED, RequestStatus.DUPLICATE)


class AssetStatus(Value):
    """Whether an asset may be used."""

    DRAFT = "draft"
    CURRENT = "current"
    RETIRED = "retired"


class LoopState(Value):
    """What became of a contribution. Every contribution has exactly one."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    PLANNED = "planned"
    SHIPPED = "shipped"
    DECLINED = "declined"
    TOLD = "told"
