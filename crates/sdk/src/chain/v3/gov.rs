//! Below `/v3/gov`: government subsidies (政府补贴).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Gov "/v3/gov"
    subsidy: Subsidy "/subsidy" {
        audit: Audit "/audit" {
            cup: Cup "/cup" {
                invalid: Invalid "/invalid" (post "查询审核结果")
                query_: Query "/query" (post "查询审核结果")
                refund: Refund "/refund" {
                    sync: Sync "/sync" (post "同步非银联支付交易退款信息")
                }
                update: Update "/update" (post "更新审核数据")
                upload: Upload "/upload" (post "上传审核数据")
            }
        }
        companies: Companies "/companies" {
            query_: Query "/query" (post "企业信息查询")
        }
        goods: Goods "/goods" {
            upload: Upload "/upload" (post "商品信息上传")
        }
        n_qualifications: NQualifications "/n-qualifications" {
            sync: Sync "/sync" (post "N品类同步资格核销信息")
        }
        qualification: Qualification "/qualification" (get "查询补贴资格")
        qualifications: Qualifications "/qualifications" {
            passthrough: Passthrough "/passthrough" {
                cancel: Cancel "/cancel" (post "取消资格(透传模式)")
                claim: Claim "/claim" (post "领取资格(透传模式)")
                query_: Query "/query" (post "批量查询用户资格(透传模式)")
            }
            query_: Query "/query" (post "批量查询用户资格")
            sync: Sync "/sync" (post "同步资格核销信息")
        }
        sncode: Sncode "/sncode" {
            lock: Lock "/lock" (post "sn码锁定")
            query_: Query "/query" (post "查询sn码状态")
            unlock: Unlock "/unlock" (post "sn码解锁")
        }
        transactions: Transactions "/transactions" {
            query_: Query "/query" (post "交易信息查询")
            summary: Summary "/summary" {
                query_day: QueryDay "/query-day" (post "查询单日交易汇总")
            }
            sync: Sync "/sync" (post "交易信息回传")
        }
        zhejiang: Zhejiang "/zhejiang" {
            authcode: Authcode "/authcode" {
                cancel: Cancel "/cancel" (post "品类凭证码预核销撤销")
                commit: Commit "/commit" (post "品类凭证码上报确认")
                issue: Issue "/issue" (post "申请品类凭证码")
                refund: Refund "/refund" (post "品类凭证码上报撤销")
                try_: Try "/try" (post "预核销品类凭证码")
            }
            goods: Goods "/goods" {
                query_: Query "/query" (post "商品信息查询")
            }
            n_qualifications: NQualifications "/n-qualifications" {
                confirm: Confirm "/confirm" (post "n品类核销")
            }
            qualifications: Qualifications "/qualifications" {
                alter: Alter "/alter" (post "变更资格")
                claim: Claim "/claim" (post "领取资格")
                query_: Query "/query" (post "查询补贴资格")
                sync: Sync "/sync" (post "核销资格")
            }
            sncode: Sncode "/sncode" {
                lock: Lock "/lock" (post "sn码锁定")
                query_: Query "/query" (post "sn码销售状态查询")
                unlock: Unlock "/unlock" (post "sn码解锁")
            }
        }
    }
}
