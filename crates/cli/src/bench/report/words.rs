//! What is said, in English and Chinese.

use crate::args::Plan;
use std::time::Duration;

/// One language's words.
pub(crate) struct Words {
    chinese: bool,
    pub(super) lang: &'static str,
    pub(crate) signing: &'static str,
    pub(crate) signing_warm_up: &'static str,
    pub(crate) creating: &'static str,
    pub(crate) measuring: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) written: &'static str,
    pub(super) title: &'static str,
    pub(super) operation: &'static str,
    pub(super) event: &'static str,
    pub(super) answers: &'static str,
    pub(super) a_second: &'static str,
    pub(super) errors: &'static str,
    pub(super) max: &'static str,
    pub(super) mean: &'static str,
    pub(super) milliseconds: &'static str,
    pub(super) error_counts: &'static str,
    pub(super) first_errors: &'static str,
    pub(super) count: &'static str,
    pub(super) status: &'static str,
    pub(super) code: &'static str,
    pub(super) message: &'static str,
    pub(super) no_errors: &'static str,
    pub(super) notifications: &'static str,
    pub(super) no_notifications: &'static str,
    pub(super) delivered: &'static str,
    pub(super) missing: &'static str,
    pub(super) duplicates: &'static str,
    pub(super) invalid: &'static str,
    pub(super) refused: &'static str,
    pub(super) endpoint: &'static str,
    pub(super) own_endpoint: &'static str,
    pub(super) second: &'static str,
    pub(super) latencies: &'static str,
    pub(super) distribution: &'static str,
    pub(super) distribution_desc: &'static str,
    pub(super) share: &'static str,
    pub(super) curve: &'static str,
    pub(super) curve_desc: &'static str,
    pub(super) percentile: &'static str,
    pub(super) throughput: &'static str,
    pub(super) throughput_desc: &'static str,
    pub(super) each_second: &'static str,
    pub(super) delays: &'static str,
    pub(super) delays_desc: &'static str,
    pub(super) parameters: &'static str,
    pub(super) plan: &'static str,
    pub(super) server: &'static str,
    pub(super) merchant: &'static str,
    pub(super) load: &'static str,
    pub(super) connections: &'static str,
    pub(super) measured: &'static str,
    pub(super) signatures: &'static str,
    pub(super) warm_up: &'static str,
    pub(super) date: &'static str,
    pub(super) machine: &'static str,
    pub(super) system: &'static str,
    pub(super) notify_url: &'static str,
    pub(super) interrupted: &'static str,
    pub(super) gone: &'static str,
    pub(super) closed_note: &'static str,
    pub(super) open_note: &'static str,
    pub(super) seconds: &'static str,
}

impl Words {
    /// Chinese or English.
    pub(crate) fn of_language(chinese: bool) -> &'static Self {
        if chinese { &CHINESE } else { &ENGLISH }
    }

    /// How far the load is.
    pub(crate) fn so_far(&self, measured: Duration, answers: u64, errors: u64) -> String {
        let seconds = measured.as_secs_f64();
        match self.chinese {
            true => format!("{seconds:.1} 秒，{answers} 个应答，{errors} 个错误"),
            false => format!("{seconds:.1} s, {answers} answers, {errors} errors"),
        }
    }

    /// How much of something.
    pub(crate) fn of(&self, part: u64, whole: u64) -> String {
        if self.chinese { format!("{part}/{whole}") } else { format!("{part} of {whole}") }
    }

    /// What the plan sends.
    pub(super) fn plan_of(&self, plan: Plan) -> &'static str {
        match (self.chinese, plan) {
            (false, Plan::Lives) => "lives: create, the user confirms, complete, paid, notified",
            (false, Plan::Create) => "create: service orders are created",
            (false, Plan::Query) => "query: service orders are queried",
            (false, Plan::Complete) => "complete: service orders are completed",
            (true, Plan::Lives) => "lives：创建、用户确认、完结、支付、通知",
            (true, Plan::Create) => "create：创建支付分订单",
            (true, Plan::Query) => "query：查询支付分订单",
            (true, Plan::Complete) => "complete：完结支付分订单",
        }
    }

    /// How the load is driven.
    pub(super) fn load_of(&self, rate: Option<f64>, plan: Plan) -> String {
        let lives = plan == Plan::Lives;
        match (self.chinese, rate) {
            (false, None) => "closed: each connection sends when its last answer has come".to_owned(),
            (false, Some(rate)) => format!("open: {rate} {} a second", if lives { "lives" } else { "requests" }),
            (true, None) => "闭环：每个连接收到应答后再发下一个请求".to_owned(),
            (true, Some(rate)) => format!("开环：每秒 {rate} 个{}", if lives { "订单" } else { "请求" }),
        }
    }

    /// When and in how many pieces it was measured.
    pub(super) fn measured_for(&self, measured: Duration, rounds: u64) -> String {
        let seconds = measured.as_secs_f64();
        match self.chinese {
            true => format!("{seconds:.2} 秒，{rounds} 轮"),
            false => format!("{seconds:.2} s, {rounds} {}", if rounds == 1 { "round" } else { "rounds" }),
        }
    }

    /// What signing took.
    pub(super) fn signed(&self, signed: u64, took: Duration, again: u64) -> String {
        let seconds = took.as_secs_f64();
        match (self.chinese, again) {
            (false, 0) => format!("{signed} requests signed beforehand in {seconds:.1} s, not measured"),
            (false, _) => format!(
                "{signed} requests signed beforehand in {seconds:.1} s, not measured; {again} signed again while it ran"
            ),
            (true, 0) => format!("{signed} 个请求预先签名，用时 {seconds:.1} 秒，不计入测量"),
            (true, _) => {
                format!("{signed} 个请求预先签名，用时 {seconds:.1} 秒，不计入测量；运行中重新签名 {again} 个")
            }
        }
    }

    /// Turns that a paced load could not begin.
    pub(super) fn overdue(&self, count: u64) -> String {
        match self.chinese {
            true => format!("服务器跟不上：{count} 个到期的请求未能发出，它们的等待时间不在下列数字中"),
            false => format!(
                "The server did not keep up: {count} that were due were never sent, and their waiting is in no figure below"
            ),
        }
    }

    /// How many cores.
    pub(super) fn cores(&self, cores: usize) -> String {
        match (self.chinese, cores) {
            (true, _) => format!("{cores} 核"),
            (false, 1) => "1 core".to_owned(),
            (false, _) => format!("{cores} cores"),
        }
    }
}

static ENGLISH: Words = Words {
    chinese: false,
    lang: "en",
    signing: "signing requests",
    signing_warm_up: "signing the warm-up",
    creating: "creating orders beforehand",
    measuring: "measuring",
    waiting: "waiting for notifications",
    written: "charts are in",
    title: "Load test of a PayScore server",
    operation: "operation",
    event: "notification",
    answers: "answers",
    a_second: "a second",
    errors: "errors",
    max: "max",
    mean: "mean",
    milliseconds: "milliseconds",
    error_counts: "Errors",
    first_errors: "the first of them",
    count: "count",
    status: "status",
    code: "code",
    message: "message",
    no_errors: "All answers were as expected.",
    notifications: "Notifications",
    no_notifications: "This plan causes none that are waited for.",
    delivered: "delivered",
    missing: "missing",
    duplicates: "twice",
    invalid: "not verified",
    refused: "not taken by the endpoint",
    endpoint: "the endpoint's answers",
    own_endpoint: "of this command; each verified and decrypted",
    second: "second",
    latencies: "Latencies in milliseconds",
    distribution: "Distribution of latencies",
    distribution_desc: "How many answers took how long. Milliseconds on a logarithmic axis, percent of each operation's answers upwards.",
    share: "% of answers",
    curve: "Latency by percentile",
    curve_desc: "So many percent of the answers took at most so long. Both axes are logarithmic; each step to the right leaves a tenth of the answers.",
    percentile: "percentile",
    throughput: "Answers and errors over time",
    throughput_desc: "Answers as expected in each second of measured time, as a line, and errors as bars.",
    each_second: "Each second as a table",
    delays: "Delay of notifications by percentile",
    delays_desc: "From the answer that owed it to the notification's arrival. Both axes are logarithmic.",
    parameters: "What was measured, and where",
    plan: "plan",
    server: "server",
    merchant: "merchant",
    load: "load",
    connections: "connections",
    measured: "measured",
    signatures: "signatures",
    warm_up: "warm-up, not counted",
    date: "date",
    machine: "machine",
    system: "system",
    notify_url: "notify endpoint",
    interrupted: "Interrupted: what was measured by then.",
    gone: "The server stopped answering before the end.",
    closed_note: "Latencies are counted from sending. While an answer is late its connection sends nothing, so a pause of the server is seen by few requests. A load with a rate counts from when each was due.",
    open_note: "Latencies are counted from when each was due, whether or not it could be sent then.",
    seconds: "seconds of measured time",
};

static CHINESE: Words = Words {
    chinese: true,
    lang: "zh-CN",
    signing: "正在为请求签名",
    signing_warm_up: "正在为预热请求签名",
    creating: "正在预先创建订单",
    measuring: "正在测量",
    waiting: "正在等待通知",
    written: "图表已写入",
    title: "微信支付分服务器压力测试",
    operation: "操作",
    event: "通知",
    answers: "应答",
    a_second: "每秒",
    errors: "错误",
    max: "最大",
    mean: "平均",
    milliseconds: "毫秒",
    error_counts: "错误",
    first_errors: "最先出现的几个",
    count: "次数",
    status: "状态码",
    code: "错误码",
    message: "说明",
    no_errors: "所有应答都符合预期。",
    notifications: "通知",
    no_notifications: "此方案不产生需要等待的通知。",
    delivered: "已送达",
    missing: "缺失",
    duplicates: "重复",
    invalid: "验签失败",
    refused: "未被接收端接受",
    endpoint: "接收端应答",
    own_endpoint: "由本命令接收，逐条验签并解密",
    second: "秒",
    latencies: "延迟（毫秒）",
    distribution: "延迟分布",
    distribution_desc: "各延迟区间内应答所占的比例。横轴为毫秒（对数），纵轴为占该操作应答的百分比。",
    share: "占应答的百分比",
    curve: "各百分位的延迟",
    curve_desc: "相应比例的应答用时不超过该值。两轴均为对数；每向右一格，剩余应答为十分之一。",
    percentile: "百分位",
    throughput: "应答与错误随时间的变化",
    throughput_desc: "测量时间内每秒符合预期的应答数（折线）和错误数（柱）。",
    each_second: "逐秒数据表",
    delays: "各百分位的通知延迟",
    delays_desc: "从引起通知的应答到通知到达的时间。两轴均为对数。",
    parameters: "测量内容与环境",
    plan: "方案",
    server: "服务器",
    merchant: "商户",
    load: "负载",
    connections: "连接数",
    measured: "测量时间",
    signatures: "签名",
    warm_up: "预热（不计入）",
    date: "日期",
    machine: "机器",
    system: "系统",
    notify_url: "通知接收端",
    interrupted: "已中断：以下为中断前的测量结果。",
    gone: "服务器在结束前停止应答。",
    closed_note: "延迟从发送时算起。某个应答迟到时该连接不再发送，因此服务器停顿只被少数请求感知；给定速率的负载则从每个请求到期时算起。",
    open_note: "延迟从每个请求到期时算起，无论当时能否发出。",
    seconds: "测量时间（秒）",
};
