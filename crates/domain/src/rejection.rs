//! Every reason for which a command is refused, in precedence order: where several hold, the first one listed
//! is the one that a caller is told. What each becomes on the wire stands in the server's `refusal.rs`.

use crate::fen::Fen;
use crate::ids::{
    Appid, Currency, DeductionNo, FinishTicket, Mchid, OpenId, OutOrderNo, PlanId, ServiceId, SignPlanId,
};
use thiserror::Error;

/// Why a command was refused. Nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Rejection {
    // 1. What the request alone shows.
    /// Neither key of a query, or both.
    #[error("give exactly one of out_order_no and query_id")]
    QueryKeys,
    /// Two discounts of one name.
    #[error("discount name {name:?} appears twice")]
    DiscountNameTwice {
        /// Which discount repeats it.
        index: usize,
        /// The name.
        name: String,
    },
    /// Two payments of one name.
    #[error("payment name {name:?} appears twice")]
    PaymentNameTwice {
        /// Which payment repeats it.
        index: usize,
        /// The name.
        name: String,
    },
    /// The total is not Σ payments − Σ discounts.
    #[error("total_amount {given} is not payments {} - discounts {}", sum(*payments), sum(*discounts))]
    TotalMismatch {
        /// The total as given.
        given: Fen,
        /// Σ payments, unless it overflows or one is negative.
        payments: Option<Fen>,
        /// Σ discounts, unless it overflows or one is negative.
        discounts: Option<Fen>,
    },
    /// The end lies before the start, whether the request gives both or the order one of them.
    #[error("the end time {end} is before the start time {start}")]
    EndBeforeStart {
        /// The start that counts.
        start: String,
        /// The end as given.
        end: String,
    },
    /// `OnAccept` where nobody will accept.
    #[error("OnAccept needs a confirmation, and this order has none")]
    OnAcceptUnconfirmed,
    /// `finish_type` 1 (not used) without a reason.
    #[error("cancel_reason is required when the service was not used")]
    CancelReasonMissing,
    /// `finish_type` 1 (not used) with something to pay.
    #[error("an unused service costs nothing, total_amount is {given}")]
    UnusedButCharged {
        /// The total as given.
        given: Fen,
    },
    /// A confirmation-free order without the user it is for.
    #[error("openid is required when the user does not confirm the order")]
    OpenidMissing,
    /// A user named in neither way, or in both.
    #[error("give exactly one of openid and sub_openid")]
    OpenidChoice,
    /// `sub_openid` without the application that it belongs to.
    #[error("sub_appid is required with sub_openid")]
    SubAppidMissing,
    /// An authorization named by its number and by its user, or by neither.
    #[error("give exactly one of authorization_code and the user's openid")]
    PermissionChoice,
    /// Risk levels of a version that there is not.
    #[error("there is no version {0} of the risk levels, only version 1")]
    LevelVersionUnknown(i64),
    /// A plan with another number of services than of deductions.
    #[error("plan_detail_list has {given} entries, deduction_quantity is {wanted}")]
    PlanDetailCount {
        /// How many services there are.
        given: usize,
        /// How many there should be.
        wanted: i64,
    },
    /// A plan's service that costs more than it would without the plan.
    #[error("actual_price {actual} is above original_price {original}")]
    PlanDetailAboveOriginal {
        /// Which service, from 0.
        index: usize,
        /// What it costs.
        actual: Fen,
        /// What it would cost.
        original: Fen,
    },
    /// A plan's service that costs more than the one before it.
    #[error("actual_price {actual} is above {previous}, that of the service before it")]
    PlanDetailRises {
        /// Which service, from 0.
        index: usize,
        /// What it costs.
        actual: Fen,
        /// What the one before it costs.
        previous: Fen,
    },
    /// A plan's total that is not the sum of its services' prices.
    #[error("{field} {given} is not the sum {} of the services' prices", sum(*sum_of_details))]
    PlanTotalMismatch {
        /// Which total.
        field: &'static str,
        /// As given.
        given: Fen,
        /// The sum, unless it overflows.
        sum_of_details: Option<Fen>,
    },
    /// Two services of a sign plan with one order number.
    #[error("merchant_plan_detail_no {number} appears twice")]
    PlanOrderNumberTwice {
        /// Which service repeats it, from 0.
        index: usize,
        /// The number.
        number: OutOrderNo,
    },
    /// A text about a person that cannot be what its field says.
    #[error("{field}: {issue}")]
    IdentityMalformed {
        /// The field.
        field: &'static str,
        /// What is wrong, without the text itself.
        issue: &'static str,
    },

    /// Neither number of the payment that is to be refunded, or both.
    #[error("give exactly one of transaction_id and out_trade_no")]
    RefundKeys,
    /// More than was paid, by the request's own words.
    #[error("the refund of {given} fen is above the payment of {total} fen")]
    RefundAboveTotal {
        /// As given.
        given: Fen,
        /// The payment as given.
        total: Fen,
    },
    /// The accounts that are to pay for a refund do not add up to it.
    #[error("amount.from adds up to {}, the refund is {given} fen", sum(*sum_of))]
    RefundSourcesMismatch {
        /// The refund as given.
        given: Fen,
        /// Σ of the accounts, unless it overflows.
        sum_of: Option<Fen>,
    },
    /// No day, and no hour where hours are taken.
    #[error("bill_date {0:?} is no date of the form wanted here")]
    BillDateUnreadable(String),
    /// Bills are kept for three months.
    #[error("bill_date {0:?} is more than three months ago")]
    BillTooOld(String),

    // 2. Who may call.
    /// The body names another merchant than the one who signed.
    #[error("mchid {0} is not the caller's")]
    MchidDiffers(Mchid),
    /// The application is not bound to the merchant number.
    #[error("appid {appid} is not bound to mchid {mchid}")]
    AppidNotBound {
        /// The application as given.
        appid: Appid,
        /// The merchant number.
        mchid: Mchid,
    },
    /// Not one of the provider's sub-merchants.
    #[error("{sub_mchid} is not a sub-merchant of the caller")]
    NotASubMerchant {
        /// As given.
        sub_mchid: Mchid,
    },
    /// Not the channel through which the institution calls for the sub-merchant.
    #[error("{channel_id} is not a channel of the sub-merchant")]
    NotAChannel {
        /// As given.
        channel_id: Mchid,
    },
    /// Another currency than the one that the sub-merchant is paid out in.
    #[error("the sub-merchant is not paid out in {given}, but in {}", own.as_ref().map_or("none abroad", Currency::as_str))]
    CurrencyDiffers {
        /// As given.
        given: Currency,
        /// The sub-merchant's.
        own: Option<Currency>,
    },
    /// The merchant has no such service, or one for other orders.
    #[error("service {service_id} is not granted for this operation")]
    ServiceNotGranted {
        /// As given.
        service_id: ServiceId,
    },
    /// Not a provider, or not one of this service: it binds no sub-merchant to it.
    #[error("service {service_id} is not the caller's to bind a sub-merchant to")]
    BindingNotGranted {
        /// As given.
        service_id: ServiceId,
    },
    /// The request says that the user confirms, the service says otherwise (or the reverse).
    #[error("need_user_confirm {given} does not suit the service")]
    ConfirmationMode {
        /// As given or implied.
        given: bool,
    },
    /// An authorization asked for where each order is confirmed.
    #[error("the user confirms each order of this service: there is nothing to authorize")]
    NothingToAuthorize,
    /// No such user under this application.
    #[error("openid {openid} is unknown")]
    UnknownUser {
        /// As given.
        openid: OpenId,
    },
    /// No such user under the sub-merchant's application.
    #[error("sub_openid {0} is unknown")]
    UnknownSubUser(OpenId),

    // 3. Which order.
    /// No such order of this merchant.
    #[error("no such order")]
    OrderNotFound,
    /// No such authorization of this merchant.
    #[error("no such authorization")]
    PermissionNotFound,
    /// The order was created for another application.
    #[error("appid differs from the order's")]
    OrderAppidDiffers {
        /// As given.
        given: Appid,
    },
    /// The order was created for another service.
    #[error("service_id differs from the order's")]
    OrderServiceDiffers {
        /// As given.
        given: ServiceId,
    },
    /// The number is taken by an order with other parameters.
    #[error("the order number was used with other parameters")]
    ReentryDiffers,
    /// No such plan of this merchant.
    #[error("no such plan")]
    PlanNotFound {
        /// As given.
        plan_id: PlanId,
    },
    /// No such sign plan of this merchant.
    #[error("no such sign plan")]
    SignPlanNotFound {
        /// As given.
        sign_plan_id: SignPlanId,
    },
    /// The plan was created for another service.
    #[error("service_id differs from the plan's")]
    PlanServiceDiffers {
        /// As given.
        given: ServiceId,
    },
    /// A sign plan whose numbers are not one for each of the plan's services, in their order.
    #[error("sign_plan_detail must list the services 1 to {wanted}, each once, in their order")]
    PlanDetailsNotCovered {
        /// How many services the plan has.
        wanted: i64,
    },
    /// A service that the plan does not have.
    #[error("the plan has no service {given}")]
    PlanDetailNotFound {
        /// As given.
        given: i64,
    },
    /// Another order number than the sign plan gives to this service.
    #[error("out_trade_no is not the sign plan's merchant_plan_detail_no of this service")]
    PlanOrderNumberDiffers {
        /// As given.
        given: OutOrderNo,
    },
    /// An order number that an order, or another sign plan, has already.
    #[error("merchant_plan_detail_no {number} is taken")]
    PlanOrderNumberTaken {
        /// Which service, from 0.
        index: usize,
        /// The number.
        number: OutOrderNo,
    },

    /// No payment through WeChat Pay of this number.
    #[error("no such payment of this merchant")]
    PaymentNotFound,
    /// No refund of this number.
    #[error("no such refund of this merchant")]
    RefundNotFound,
    /// The refund's number was used with other parameters, or for another payment.
    #[error("out_refund_no was used with other parameters")]
    RefundReentryDiffers,

    // 4. The order's state.
    /// The order was cancelled; the authorization has ended.
    #[error("it is cancelled")]
    OrderCanceled,
    /// The order is settled.
    #[error("the order is done")]
    OrderDone,
    /// Only an order whose service is in use can be completed.
    #[error("an order in this state cannot be completed")]
    NotCompletable,
    /// The order is settled, expired or otherwise past cancelling.
    #[error("an order in this state cannot be cancelled")]
    NotCancellable,
    /// The order is in no state for this.
    #[error("the order's state does not allow this")]
    InvalidState,
    /// Nobody can sign the plan any more.
    #[error("the plan is stopped")]
    PlanStopped,
    /// The user has not signed the plan.
    #[error("the user has not signed the plan")]
    SignPlanUnsigned,
    /// One service of a plan at a time.
    #[error("the order of service {detail_no} is neither paid nor cancelled yet")]
    PlanDetailInUse {
        /// Which service is in use.
        detail_no: i64,
    },
    /// A plan's services are used in their order.
    #[error("service {next} is next")]
    PlanDetailOutOfTurn {
        /// Which service is.
        next: i64,
    },
    /// The bank has not answered the running deduction.
    #[error("a deduction is under way")]
    DeductionInFlight,
    /// The confirmation page was opened too late.
    #[error("the package is older than an hour")]
    PackageExpired,

    /// It is decided what became of the refund.
    #[error("the refund is {0} already")]
    RefundSettled(&'static str),
    /// The payment was made too long ago.
    #[error("the payment of {0} is more than 365 days old")]
    RefundTooLate(String),
    /// The bill's day is over, but the bill is not drawn up.
    #[error("the bill is drawn up by {0}")]
    BillNotReady(String),
    /// Nothing to bill.
    #[error("nothing happened then that belongs into this bill")]
    NoBill,
    /// The authorization page was opened too late, or without a token.
    #[error("the token was used, or is older than an hour: pre-authorize again")]
    TokenExpired,
    /// The user has authorized the service anew, under another number.
    #[error("the user has authorized the service anew, under another authorization_code")]
    Superseded,

    // 5. What the request, the order and the clock show together.
    /// A service that began before it was asked for.
    #[error("the start time {start} is earlier than the call")]
    StartInPast {
        /// As given.
        start: String,
    },
    /// The order must be completed with an end time: it was created without.
    #[error("an end time is required: the order was created without one")]
    EndTimeMissing,
    /// The two times are written to different precision.
    #[error("start and end must both be days or both be seconds")]
    PrecisionDiffers,
    /// The end lies in the future.
    #[error("the end time {end} is in the future")]
    EndInFuture {
        /// As given.
        end: String,
    },
    /// The money came before it was spent.
    #[error("paid_time {paid_time} is in the future")]
    PaidInFuture {
        /// As given.
        paid_time: String,
    },
    /// A deduction told of too late, or in the past.
    #[error("prepaid_time {given} is before {earliest}")]
    PrepaidTooSoon {
        /// As given.
        given: String,
        /// The first day that will do.
        earliest: String,
    },
    /// A modification that does not lower what the order costs.
    #[error("total_amount {given} is not below the current {current}")]
    NotBelow {
        /// As given.
        given: Fen,
        /// What the order costs now.
        current: Fen,
    },
    /// More than the order put at risk, or the service allows.
    #[error("{given} fen is above the limit of {cap} fen")]
    AboveCap {
        /// The field that is too high.
        field: &'static str,
        /// As given.
        given: Fen,
        /// The limit.
        cap: Fen,
    },
    /// A deduction's number that was registered before, for this order or another.
    #[error("the deduction number {given} was registered before")]
    DeductionNoUsed {
        /// As given.
        given: DeductionNo,
    },
    /// No deduction was registered.
    #[error("no deduction was registered for the order")]
    NoDeduction,
    /// A plan's service that costs more than one order may.
    #[error("actual_price {given} is above the service's limit of {cap} fen")]
    PlanDetailAboveCap {
        /// Which service, from 0.
        index: usize,
        /// What it costs.
        given: Fen,
        /// The limit.
        cap: Fen,
    },
    /// Not the ticket that the query gave.
    #[error("finish_ticket is not the one that the query gave")]
    FinishTicketWrong {
        /// As given.
        given: FinishTicket,
    },

    /// The merchant remembers another payment.
    #[error("amount.total is {given} fen, {paid} fen were paid")]
    RefundTotalDiffers {
        /// As given.
        given: Fen,
        /// What was paid.
        paid: Fen,
    },
    /// Nothing is left.
    #[error("all that was paid is refunded")]
    FullyRefunded,
    /// More than is left.
    #[error("the refund of {given} fen is above the {left} fen that are left")]
    AboveRefundable {
        /// As given.
        given: Fen,
        /// What is left of the payment.
        left: Fen,
    },
    /// Refunded in as many parts as a payment may be.
    #[error("the payment was refunded 50 times")]
    TooManyRefunds,
    /// The merchant's account does not hold as much.
    #[error("the merchant's balance is too low for the refund (its reason asks for this)")]
    NotEnough,

    // 6. The user.
    /// The user's account is closed.
    #[error("the user's account is closed (the refund's reason asks for this)")]
    UserAccountAbnormal,
    /// Another user than the order or the authorization names.
    #[error("it is another user's")]
    OtherUser,
    /// The user has orders of the service under way.
    #[error("the user has {0} unfinished orders of this service")]
    OrdersUnderWay(u32),
    /// The user has not authorized the service.
    #[error("the user has not authorized the service")]
    NotAuthorized,
    /// The user is in teen mode.
    #[error("the user is in teen mode")]
    TeenMode,
    /// The user owes for earlier orders.
    #[error("the user has overdue orders")]
    OverdueOrders,
    /// PayScore's assessment said no.
    #[error("the user failed the assessment")]
    AssessmentFailed,
    /// The user has as many orders in progress as one may.
    #[error("the user has {in_progress} orders in progress, and may have 3")]
    TooManyOrders {
        /// How many.
        in_progress: u32,
    },
}

/// A sum of amounts, for people.
fn sum(amount: Option<Fen>) -> String {
    amount.map_or_else(|| "(not a sum of amounts)".to_owned(), |amount| amount.to_string())
}
