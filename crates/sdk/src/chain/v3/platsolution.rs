//! Below `/v3/platsolution`: solutions for platforms (平台解决方案).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Platsolution "/v3/platsolution"
    ecommerce: Ecommerce "/ecommerce" {
        bank_transfer_recharges: BankTransferRecharges "/bank-transfer-recharges" {
            apply: Apply "/apply" (post "申请银行转账充值")
            out_recharge_no: OutRechargeNo "/out-recharge-no" {
                out_recharge_no: OutRechargeNo {out_recharge_no} (get "查询银行转账充值结果")
            }
        }
        insurance_compensation_contracts: InsuranceCompensationContracts "/insurance-compensation-contracts" (post "开通保险理赔功能") {
            sub_mchid: SubMchid "/sub-mchid" {
                sub_mchid: SubMchid {sub_mchid} {
                    check_opened: CheckOpened "/check-opened" (post "查询保险理赔功能开通状态")
                }
            }
        }
        mch_transfer: MchTransfer "/mch-transfer" {
            compensate_bills: CompensateBills "/compensate-bills" (post "请求赔付") {
                bill_id: BillId "/bill-id" {
                    bill_id: BillId {bill_id} (get "查询赔付结果（按微信支付赔付单号）")
                }
                out_bill_no: OutBillNo "/out-bill-no" {
                    out_bill_no: OutBillNo {out_bill_no} (get "查询赔付结果（按商户赔付单号）") {
                        cancel: Cancel "/cancel" (post "请求撤销赔付")
                    }
                }
                pre_transfer: PreTransfer "/pre-transfer" (post "请求赔付预下单")
            }
            deposit_after_sales_compensation_bills: DepositAfterSalesCompensationBills "/deposit-after-sales-compensation-bills" (post "请求保证金售后赔付") {
                bill_id: BillId "/bill-id" {
                    bill_id: BillId {bill_id} (get "查询保证金售后赔付结果（按微信支付赔付单号）")
                }
                out_bill_no: OutBillNo "/out-bill-no" {
                    out_bill_no: OutBillNo {out_bill_no} (get "查询保证金售后赔付结果（按商户赔付单号）")
                }
            }
            deposit_insurance_premiums_compensation_bills: DepositInsurancePremiumsCompensationBills "/deposit-insurance-premiums-compensation-bills" (post "发起保证金赔付保司保费") {
                out_bill_no: OutBillNo {out_bill_no} (get "查询保证金赔付保司保费结果（按商户赔付单号）")
            }
            deposit_shipping_cost_compensation_bills: DepositShippingCostCompensationBills "/deposit-shipping-cost-compensation-bills" (post "发起保证金赔付用户运费") {
                out_bill_no: OutBillNo "/out-bill-no" {
                    out_bill_no: OutBillNo {out_bill_no} (get "查询保证金售后赔付运费结果（按商户赔付单号）")
                }
            }
            insurance_claim_bills: InsuranceClaimBills "/insurance-claim-bills" (post "请求保险理赔") {
                bill_id: BillId "/bill-id" {
                    bill_id: BillId {bill_id} (get "查询保险理赔结果（按微信支付赔付单号）")
                }
                out_bill_no: OutBillNo "/out-bill-no" {
                    out_bill_no: OutBillNo {out_bill_no} (get "查询保险理赔结果（按商户赔付单号）") {
                        cancel: Cancel "/cancel" (post "请求撤销保险理赔")
                    }
                }
                pre_transfer: PreTransfer "/pre-transfer" (post "请求保险理赔预下单")
            }
            sub_mch_compensation_bills: SubMchCompensationBills "/sub-mch-compensation-bills" (post "请求赔付") {
                out_bill_no: OutBillNo {out_bill_no} (get "查询赔付结果（按商户赔付单号）")
            }
            transfer_bills: TransferBills "/transfer-bills" (post "保证金赔付") {
                bill_id: BillId "/bill-id" {
                    bill_id: BillId {bill_id} (get "查询保证金赔付结果（按微信支付赔付单号）")
                }
                out_bill_no: OutBillNo "/out-bill-no" {
                    out_bill_no: OutBillNo {out_bill_no} (get "查询保证金赔付结果（按商户赔付单号）")
                }
            }
        }
        recharge_employees: RechargeEmployees "/recharge-employees" (post "添加二级商户可扫码充值员工") {
            sub_mchid: SubMchid "/sub-mchid" {
                sub_mchid: SubMchid {sub_mchid} (get "查询二级商户可扫码充值员工列表") {
                    sp_openid: SpOpenid "/sp-openid" {
                        sp_openid: SpOpenid {sp_openid} {
                            delete_: Delete "/delete" (post "删除二级商户可扫码充值员工")
                        }
                    }
                }
            }
        }
        recharges: Recharges "/recharges" {
            apply: Apply "/apply" (post "申请二级商户充值")
            out_recharge_no: OutRechargeNo "/out-recharge-no" {
                out_recharge_no: OutRechargeNo {out_recharge_no} (get "查询二级商户充值结果") {
                    close: Close "/close" (post "关闭二级商户充值")
                }
            }
        }
        settle: Settle "/settle" {
            prepay_settle_orders: PrepaySettleOrders "/prepay-settle-orders" (post "个人收款-申请批量结算") {
                settle_batch_no: SettleBatchNo {settle_batch_no} (get "个人收款-查询批量结算信息") {
                    apply_abnormal_settle: ApplyAbnormalSettle "/apply-abnormal-settle" (post "个人收款-申请异常结算批次单处理")
                }
            }
        }
        withdraw: Withdraw "/withdraw" {
            day_end_balance_withdraw: DayEndBalanceWithdraw "/day-end-balance-withdraw" (post "二级商户按日终余额预约提现") {
                out_request_no: OutRequestNo "/out-request-no" {
                    out_request_no: OutRequestNo {out_request_no} (get "查询二级商户按日终余额预约提现状态")
                }
            }
        }
    }
    insurance: Insurance "/insurance" {
        mch_transfer: MchTransfer "/mch-transfer" {
            batches: Batches "/batches" {
                apply: Apply "/apply" (post "受理商家转账")
                batch_id: BatchId "/batch-id" {
                    batch_id: BatchId {batch_id} (get "微信支付转账批次单号查询批次单") {
                        details: Details "/details" {
                            detail_id: DetailId "/detail-id" {
                                detail_id: DetailId {detail_id} (get "微信支付转账明细单号查询明细单")
                            }
                        }
                    }
                }
                detail_receipts: DetailReceipts "/detail-receipts" {
                    out_batch_no: OutBatchNo "/out-batch-no" {
                        out_batch_no: OutBatchNo {out_batch_no} {
                            out_detail_no: OutDetailNo "/out-detail-no" {
                                out_detail_no: OutDetailNo {out_detail_no} (get "查询商家转账明细电子回单") {
                                    apply: Apply "/apply" (post "申请商家转账明细电子回单")
                                }
                            }
                        }
                    }
                }
                out_batch_no: OutBatchNo "/out-batch-no" {
                    out_batch_no: OutBatchNo {out_batch_no} (get "商户转账批次单号查询批次单") {
                        details: Details "/details" {
                            out_detail_no: OutDetailNo "/out-detail-no" {
                                out_detail_no: OutDetailNo {out_detail_no} (get "商户明细单号查询明细单")
                            }
                        }
                    }
                }
                summary_receipts: SummaryReceipts "/summary-receipts" {
                    out_batch_no: OutBatchNo "/out-batch-no" {
                        out_batch_no: OutBatchNo {out_batch_no} (get "查询商家转账批次电子回单") {
                            apply: Apply "/apply" (post "申请商家转账批次电子回单")
                        }
                    }
                }
            }
            reservation: Reservation "/reservation" {
                apply: Apply "/apply" (post "受理单次预约商家转账")
                out_reservation_no: OutReservationNo "/out-reservation-no" {
                    out_reservation_no: OutReservationNo {out_reservation_no} (get "商户预约单号查询预约商家转账记录") {
                        close: Close "/close" (post "关闭预约商家转账记录")
                    }
                }
                reservation_id: ReservationId "/reservation-id" {
                    reservation_id: ReservationId {reservation_id} (get "微信支付预约单号查询预约商家转账记录")
                }
            }
        }
    }
    mch_transfer: MchTransfer "/mch-transfer" {
        batches: Batches "/batches" {
            apply: Apply "/apply" (post "受理商家转账")
            batch_id: BatchId "/batch-id" {
                batch_id: BatchId {batch_id} (get "微信支付转账批次单号查询批次单") {
                    details: Details "/details" {
                        detail_id: DetailId "/detail-id" {
                            detail_id: DetailId {detail_id} (get "微信支付转账明细单号查询明细单")
                        }
                    }
                }
            }
            detail_receipts: DetailReceipts "/detail-receipts" {
                out_batch_no: OutBatchNo "/out-batch-no" {
                    out_batch_no: OutBatchNo {out_batch_no} {
                        out_detail_no: OutDetailNo "/out-detail-no" {
                            out_detail_no: OutDetailNo {out_detail_no} (get "查询商家转账明细电子回单") {
                                apply: Apply "/apply" (post "申请商家转账明细电子回单")
                            }
                        }
                    }
                }
            }
            out_batch_no: OutBatchNo "/out-batch-no" {
                out_batch_no: OutBatchNo {out_batch_no} (get "商户转账批次单号查询批次单") {
                    details: Details "/details" {
                        out_detail_no: OutDetailNo "/out-detail-no" {
                            out_detail_no: OutDetailNo {out_detail_no} (get "商户明细单号查询明细单")
                        }
                    }
                }
            }
            summary_receipts: SummaryReceipts "/summary-receipts" {
                out_batch_no: OutBatchNo "/out-batch-no" {
                    out_batch_no: OutBatchNo {out_batch_no} (get "查询商家转账批次电子回单") {
                        apply: Apply "/apply" (post "申请商家转账批次电子回单")
                    }
                }
            }
        }
        reservation: Reservation "/reservation" {
            apply: Apply "/apply" (post "受理单次预约商家转账")
            out_reservation_no: OutReservationNo "/out-reservation-no" {
                out_reservation_no: OutReservationNo {out_reservation_no} (get "商户预约单号查询预约商家转账记录") {
                    close: Close "/close" (post "关闭预约商家转账记录")
                }
            }
            reservation_id: ReservationId "/reservation-id" {
                reservation_id: ReservationId {reservation_id} (get "微信支付预约单号查询预约商家转账记录")
            }
        }
    }
}
