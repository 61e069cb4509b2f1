//! Below `/v3/abnormal-fund-processing`: abnormal funds in transit (在途异常资金).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    AbnormalFundProcessing "/v3/abnormal-fund-processing"
    receipts: Receipts "/receipts" {
        receipt_id: ReceiptId {receipt_id} (get "查询在途异常资金付款结果") {
            transfer_instructions: TransferInstructions "/transfer-instructions" (post "发起在途异常资金付款指令") {
                out_instruction_no: OutInstructionNo {out_instruction_no} (get "查询在途异常资金付款指令执行结果")
            }
        }
    }
}
