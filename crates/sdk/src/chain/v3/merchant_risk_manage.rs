//! Below `/v3/merchant-risk-manage`: risks and violations (商户风险处置).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    MerchantRiskManage "/v3/merchant-risk-manage"
    ec_trade_risk: EcTradeRisk "/ec-trade-risk" {
        query_risk_trades: QueryRiskTrades "/query-risk-trades" (post "查询风险订单")
        recv_dispose_result: RecvDisposeResult "/recv-dispose-result" (post "回传处置结果")
    }
    report_trade_union_information: ReportTradeUnionInformation "/report-trade-union-information" (post "上报订单关联信息")
    trade_risk_information: TradeRiskInformation "/trade-risk-information" (get "查询风险信息")
    trade_risk_result: TradeRiskResult "/trade-risk-result" (post "处置结果回传")
    violation_notifications: ViolationNotifications "/violation-notifications" (delete "删除商户违规通知回调地址", get "查询商户违规通知回调地址", post "创建商户违规通知回调地址", put "修改商户违规通知回调地址")
}
