//! Below `/v3/merchant-service`: consumer complaints (消费者投诉).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    MerchantService "/v3/merchant-service"
    complaint_notifications: ComplaintNotifications "/complaint-notifications" (delete "删除投诉通知回调", get "查询投诉通知回调", post "创建投诉通知回调", put "更新投诉通知回调")
    complaints: Complaints "/complaints" (get "查询投诉信息") {
        transaction_id: TransactionId {transaction_id} (get "查询投诉详情") {
            negotiation_historys: NegotiationHistorys "/negotiation-historys" (get "查询投诉协商历史")
        }
    }
    complaints_v2: ComplaintsV2 "/complaints-v2" (get "查询投诉单列表") {
        complaint_id: ComplaintId {complaint_id} (get "查询投诉单详情") {
            complete: Complete "/complete" (post "反馈处理完成")
            negotiation_historys: NegotiationHistorys "/negotiation-historys" (get "查询投诉协商历史")
            response: Response "/response" (post "提交回复")
            response_immediate_service: ResponseImmediateService "/response-immediate-service" (post "回复需要即时服务的投诉单")
            update_refund_progress: UpdateRefundProgress "/update-refund-progress" (post "更新退款审批结果")
        }
    }
    feedbacks: Feedbacks "/feedbacks" (post "商户反馈")
    images: Images "/images" {
        upload: Upload "/upload" (post_multipart "商户上传反馈图片")
        media_id: MediaId {media_id} (get_file "图片下载")
    }
}
