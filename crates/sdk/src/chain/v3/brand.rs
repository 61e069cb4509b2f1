//! Below `/v3/brand`: brands: stores, cards, members, profit sharing (品牌商家).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Brand "/v3/brand"
    applyments: Applyments "/applyments" (post "提交入驻申请") {
        applyment_id: ApplymentId "/applyment-id" {
            applyment_id: ApplymentId {applyment_id} (get "根据申请单ID查询申请状态")
        }
        business_code: BusinessCode "/business-code" {
            business_code: BusinessCode {business_code} (get "根据业务申请编号查询申请状态")
        }
        cancel_applyment: CancelApplyment "/cancel-applyment" (post "撤销申请")
    }
    card: Card "/card" {
        card_configs: CardConfigs "/card-configs" (get "查询商家名片配置申请状态", post "提交商家名片配置申请") {
            cancel_applyment: CancelApplyment "/cancel-applyment" (post "撤销商家名片配置申请")
            preview_url: PreviewUrl "/preview-url" (get "获取商家名片预览二维码")
            publish: Publish "/publish" (post "发布商家名片配置")
        }
        card_links: CardLinks "/card-links" (get "查询已生效交易连接名片规则", post "添加交易连接名片规则申请") {
            business_code: BusinessCode "/business-code" {
                business_code: BusinessCode {business_code} (get "根据业务申请编号查询添加申请状态")
            }
            cancel_applyment: CancelApplyment "/cancel-applyment" (post "撤销交易连接名片配置申请")
            unbind_card_link: UnbindCardLink "/unbind-card-link" (post "解除已生效交易连接名片场景")
        }
    }
    marketing: Marketing "/marketing" {
        shake_activities: ShakeActivities "/shake-activities" {
            activities: Activities "/activities" (get "查询摇优惠活动列表")
        }
    }
    partner: Partner "/partner" {
        card_member: CardMember "/card-member" {
            cards: Cards "/cards" (get "查询会员卡模板列表", post "创建会员卡模板") {
                card_id: CardId {card_id} (delete "删除会员卡模板", get "查询会员卡模板信息", patch "修改会员卡模板信息") {
                    invalidate: Invalidate "/invalidate" (post "作废会员卡模板")
                }
            }
            membership_activities: MembershipActivities "/membership-activities" (get "查询品牌会员发券活动列表", post "创建品牌会员发券活动") {
                activity_id: ActivityId {activity_id} (get "查询品牌会员发券活动", patch "修改品牌会员发券活动信息") {
                    terminate: Terminate "/terminate" (post "终止品牌会员发券活动")
                }
            }
            pay_view_tokens: PayViewTokens "/pay-view-tokens" (post "品牌会员展示付款码组件预授权")
            pre_auth_tokens: PreAuthTokens "/pre-auth-tokens" (post "入会组件预授权")
            user_cards: UserCards "/user-cards" (get "查询用户在品牌下所有会员卡") {
                import_by_openid: ImportByOpenid "/import-by-openid" (post "根据openid导入用户会员卡")
                import_by_phone: ImportByPhone "/import-by-phone" (post "根据手机号导入用户会员卡")
                user_card_code: UserCardCode {user_card_code} (get "查询用户会员卡信息", patch "修改用户会员卡信息") {
                    confirm: Confirm "/confirm" (post "同步会员开通结果")
                    invalidate: Invalidate "/invalidate" (post "作废用户会员卡")
                }
            }
            user_feeds: UserFeeds "/user-feeds" (post "创建用户动态信息")
            user_points: UserPoints "/user-points" {
                exchange_coupon: ExchangeCoupon "/exchange-coupon" {
                    confirm: Confirm "/confirm" (post "同步积分兑券结果")
                }
                sync: Sync "/sync" (post "同步积分余额")
            }
        }
        store: Store "/store" {
            brandstores: Brandstores "/brandstores" (get "列表查询品牌门店信息", post "创建品牌门店") {
                store_id: StoreId {store_id} (delete "删除品牌门店", get "查询品牌门店", patch "更新品牌门店") {
                    bindrecipient: Bindrecipient "/bindrecipient" (post "绑定收款商户号")
                    close: Close "/close" (post "暂停门店营业")
                    resume: Resume "/resume" (post "恢复门店营业")
                    unbindrecipient: Unbindrecipient "/unbindrecipient" (post "解绑收款商户号")
                }
            }
        }
    }
    profitsharing: Profitsharing "/profitsharing" {
        brand_configs: BrandConfigs "/brand-configs" {
            brand_mchid: BrandMchid {brand_mchid} (get "查询最大分账比例")
        }
        finish_order: FinishOrder "/finish-order" (post "完结分账")
        orders: Orders "/orders" (get "查询分账结果", post "请求分账") {
            transaction_id: TransactionId {transaction_id} {
                amounts: Amounts "/amounts" (get "查询订单剩余待分金额")
            }
        }
        receivers: Receivers "/receivers" {
            add: Add "/add" (post "添加分账接收方")
            delete_: Delete "/delete" (post "删除分账接收方")
        }
        returnorders: Returnorders "/returnorders" (get "查询分账回退结果", post "请求分账回退")
    }
}
