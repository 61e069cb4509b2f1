//! Below `/v3/credit-repayment`: automatic credit repayment (信用卡还款).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    CreditRepayment "/v3/credit-repayment"
    partner: Partner "/partner" {
        contracts: Contracts "/contracts" {
            app_presign: AppPresign "/app-presign" (post "APP预签约自动还款协议")
            h5_presign: H5Presign "/h5-presign" (post "H5预签约自动还款协议")
            terminate: Terminate "/terminate" (post "解除自动还款协议")
            out_contract_code: OutContractCode {out_contract_code} (get "查询自动还款协议")
        }
        deduct_orders: DeductOrders "/deduct-orders" (post "发起还款") {
            out_trade_no: OutTradeNo {out_trade_no} (get "查询还款单")
        }
        schedule_records: ScheduleRecords "/schedule-records" {
            batch_create: BatchCreate "/batch-create" (post "预约还款")
            out_record_id: OutRecordId {out_record_id} (get "查询预约还款记录")
        }
    }
}
