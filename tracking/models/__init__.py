"""The ledger's models (台账数据): sessions, people, items, units' parts, replies, feedback, supervision, events."""

from tracking.models.addresses import WebAddressField, is_web_address
from tracking.models.appending import Appended, AppendOnly, AppendOnlyQuerySet
from tracking.models.asks import Ask, AskAnswer
from tracking.models.assignments import Assignment, AssignmentDuty
from tracking.models.confirmations import Confirmation
from tracking.models.contacts import FACE_TO_FACE, Contact, ContactMethod, ContactPhase, ProgressNote
from tracking.models.cosigning import CoSignature, CoSigning
from tracking.models.delegations import UNDELEGATED, Delegation
from tracking.models.drafts import DraftSave, EditedDraft, ReplyFile, WordDraft
from tracking.models.events import ChainHead, Decision, Event
from tracking.models.feedback import Feedback, FeedbackLink, FeedbackSource, digest_of, new_token
from tracking.models.files import PrivateFile
from tracking.models.following import Following, Rhythm
from tracking.models.forms import BEFORE_FORMS, SealForm
from tracking.models.fulfilment import Fulfilment, FulfilmentProgress
from tracking.models.groups import Group
from tracking.models.notices import Notice, NoticeKind
from tracking.models.office import OfficeSettings, Profile, WorkingWay
from tracking.models.outbox import Job
from tracking.models.overprints import OverprintField, OverprintPaper, OverprintSheet
from tracking.models.papers import KeptPaper, PaperTemplate
from tracking.models.people import (
    MailNotices,
    Membership,
    Person,
    Proposer,
    ProposerKind,
    Role,
    Unit,
    UnitAlias,
    UnitKind,
)
from tracking.models.records import (
    ANSWERING_DUTIES,
    DueBasis,
    Duty,
    Ending,
    HandlingRecord,
    Kind,
    Origin,
    Partner,
    Publicity,
    Satisfaction,
    Signature,
    usual_origin,
)
from tracking.models.replies import (
    CityResult,
    Delivery,
    DeliveryWay,
    DraftConsultation,
    Reply,
    ReplyKind,
    ReturnReason,
    Review,
    ReviewVerdict,
)
from tracking.models.reported import ReportedFigure
from tracking.models.requests import Extension, Objection
from tracking.models.series import DocSeries, GivenNumber, NumberedBy, SeriesPurpose
from tracking.models.servers import Server
from tracking.models.sessions import (
    CityReview,
    CompletionDefinition,
    ContactDefinition,
    FeedbackRound,
    OpinionForms,
    OpinionLimit,
    SatisfactionBasis,
    SatisfactionDefinition,
    Session,
    WorkdayOverride,
    every_session,
)
from tracking.models.supervision import Circular, LookBack, PromiseResult, Supervision, SupervisionKind
