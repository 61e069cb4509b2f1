//! Below `/v3/marketing`: coupons, activities, members (营销工具).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Marketing "/v3/marketing"
    bank: Bank "/bank" {
        packages: Packages "/packages" {
            package_id: PackageId {package_id} {
                tasks: Tasks "/tasks" (get "查询上传任务列表", post "导入定向用户协议号")
            }
        }
    }
    bank_favor: BankFavor "/bank-favor" {
        users: Users "/users" {
            openid: Openid {openid} {
                bank_multi_activity: BankMultiActivity "/bank-multi-activity" (post "给指定用户报名多笔立减活动")
                coupons: Coupons "/coupons" {
                    coupon_id: CouponId {coupon_id} (get "查询绑定多笔立减活动的代金券详情")
                }
            }
        }
    }
    busifavor: Busifavor "/busifavor" {
        callbacks: Callbacks "/callbacks" (get "查询商家券事件通知地址", post "设置商家券事件通知地址")
        coupons: Coupons "/coupons" {
            associate: Associate "/associate" (post "关联订单信息")
            deactivate: Deactivate "/deactivate" (post "使券失效")
            disassociate: Disassociate "/disassociate" (post "取消关联订单信息")
            return_: Return "/return" (post "申请退券")
            send: Send "/send" (post "向用户发券")
            use_: Use "/use" (post "核销用户券")
            card_id: CardId {card_id} {
                send: Send "/send" (post "发放消费卡")
            }
        }
        product_coupons: ProductCoupons "/product-coupons" {
            pre_send: PreSend "/pre-send" (post "向用户预发放商品券")
            send: Send "/send" (post "向用户发放商品券")
        }
        stocks: Stocks "/stocks" (post "创建商家券") {
            stock_id: StockId {stock_id} (get "查询商家券详情", patch "修改商家券基本信息") {
                budget: Budget "/budget" (patch "修改批次预算")
                couponcodes: Couponcodes "/couponcodes" (get "查询预存code列表", post "上传预存code") {
                    coupon_code: CouponCode {coupon_code} (delete "删除预存code", get "查询预存code详情")
                }
            }
        }
        subsidy: Subsidy "/subsidy" {
            pay_receipts: PayReceipts "/pay-receipts" (get "查询营销补差付款单列表", post "营销补差付款") {
                subsidy_receipt_id: SubsidyReceiptId {subsidy_receipt_id} (get "查询营销补差付款单详情")
            }
            return_receipts: ReturnReceipts "/return-receipts" (post "营销补差回退") {
                subsidy_return_receipt_id: SubsidyReturnReceiptId {subsidy_return_receipt_id} (get "查询商家券营销补差回退单详情")
            }
        }
        users: Users "/users" {
            openid: Openid {openid} {
                coupons: Coupons "/coupons" (get "根据过滤条件查询用户券") {
                    coupon_code: CouponCode {coupon_code} {
                        appids: Appids "/appids" {
                            appid: Appid {appid} (get "查询用户单张券详情")
                        }
                    }
                }
            }
        }
    }
    favor: Favor "/favor" {
        callbacks: Callbacks "/callbacks" (get "获取已设置的消息通知地址", post "设置消息通知地址")
        coupon_stocks: CouponStocks "/coupon-stocks" (post "创建代金券批次")
        media: Media "/media" {
            image_upload: ImageUpload "/image-upload" (post_multipart "（营销）图片上传")
        }
        stocks: Stocks "/stocks" (get "条件查询批次列表") {
            stock_id: StockId {stock_id} (get "查询批次详情") {
                items: Items "/items" (get "查询代金券可用单品")
                merchants: Merchants "/merchants" (get "查询代金券可用商户")
                modify_goods_id: ModifyGoodsId "/modify-goods-id" (post "修改可用单品编码")
                pause: Pause "/pause" (post "暂停代金券批次")
                refund_flow: RefundFlow "/refund-flow" (get "下载批次退款明细")
                refund_flow_by_day: RefundFlowByDay "/refund-flow-by-day" (get "获取批次退款明细下载链接")
                restart: Restart "/restart" (post "重启代金券批次")
                start: Start "/start" (post "激活代金券批次")
                use_flow: UseFlow "/use-flow" (get "下载批次核销明细")
                use_flow_by_day: UseFlowByDay "/use-flow-by-day" (get "获取批次核销明细下载链接")
            }
        }
        users: Users "/users" {
            openid: Openid {openid} {
                coupons: Coupons "/coupons" (get "根据商户号查用户的券", post "发放代金券") {
                    coupon_id: CouponId {coupon_id} (get "查询代金券详情")
                }
            }
        }
    }
    goods_subsidy_activity: GoodsSubsidyActivity "/goods-subsidy-activity" {
        activities: Activities "/activities" (get "按区域查询品牌加价购活动")
        activity: Activity "/activity" {
            activity_id: ActivityId {activity_id} {
                apply: Apply "/apply" (post "门店报名品牌加价购活动")
            }
        }
        qualification: Qualification "/qualification" {
            lock: Lock "/lock" (post "锁定品牌加价购活动资格")
            unlock: Unlock "/unlock" (post "解锁品牌加价购活动资格")
        }
        retail_store_act: RetailStoreAct "/retail-store-act" {
            activity_id: ActivityId {activity_id} {
                representative: Representative "/representative" (delete "删除零售小店活动业务代理", put "添加零售小店活动业务代理")
                representatives: Representatives "/representatives" (get "查询零售小店活动业务代理")
            }
            brand_id: BrandId {brand_id} {
                materials: Materials "/materials" (post "生成小店活动物料码")
                stores: Stores "/stores" (delete "删除小店活动门店", get "查询小店活动门店列表", post "添加小店活动门店") {
                    store_code: StoreCode {store_code} (get "查询小店活动门店详情")
                }
            }
        }
    }
    membercard_activity: MembercardActivity "/membercard-activity" {
        activities: Activities "/activities" (get "查询活动列表", post "创建活动") {
            activity_id: ActivityId {activity_id} (get "查询活动详情") {
                terminate: Terminate "/terminate" (post "终止活动")
            }
        }
    }
    membercard_open: MembercardOpen "/membercard-open" {
        activate_informations: ActivateInformations "/activate-informations" {
            activate_ticket: ActivateTicket {activate_ticket} (get "获取用户信息（跳转型激活）")
        }
        callback: Callback "/callback" (get "查询回调地址", patch "设置回调地址")
        cards: Cards "/cards" (get "查询会员卡模板列表", post "创建会员卡模板") {
            card_id: CardId {card_id} (delete "删除会员卡模板", get "查询会员卡模板信息", patch "修改会员卡模板信息") {
                codes: Codes "/codes" {
                    deposit: Deposit "/deposit" (post "导入会员Code")
                    code: Code {code} (get "查询用户会员卡信息", patch "修改用户会员卡信息") {
                        activate: Activate "/activate" (post "激活会员卡（跳转型激活）")
                        bonus: Bonus "/bonus" {
                            commit: Commit "/commit" (post "设置支付后展示的积分到账")
                            prepare: Prepare "/prepare" (post "支付结果页展示会员积分")
                        }
                        rights: Rights "/rights" (patch "设置会员权益")
                        set_service_module_data: SetServiceModuleData "/set-service-module-data" (post "设置会员服务项用户信息")
                        unavailable: Unavailable "/unavailable" (post "作废用户会员卡")
                    }
                }
                decrypt_code: DecryptCode "/decrypt-code" (get "加密code解码（跳转型激活）")
                permission_tokens: PermissionTokens "/permission-tokens" (post "商户预授权")
                phone_membercard: PhoneMembercard "/phone-membercard" {
                    import: Import "/import" (post "根据手机号导入用户会员卡")
                }
                qrcode: Qrcode "/qrcode" (post "创建会员卡二维码")
                rights: Rights "/rights" (patch "设置会员卡模板权益项")
                service_modules: ServiceModules "/service-modules" (post "添加会员卡服务项") {
                    service_module_id: ServiceModuleId {service_module_id} (delete "移除会员卡服务项", patch "修改会员卡服务项")
                }
                upgrade: Upgrade "/upgrade" (post "老会员卡模板升级")
                users: Users "/users" {
                    import: Import "/import" (post "根据openid导入用户会员卡")
                }
            }
        }
        phonenumber_member: PhonenumberMember "/phonenumber-member" {
            import: Import "/import" (post "导入加密手机号提醒会员领卡")
            search: Search "/search" (get "通过加密手机号查询会员领卡状态")
        }
        user: User "/user" {
            cards: Cards "/cards" (get "查询用户在品牌下所有会员卡")
        }
    }
    partner: Partner "/partner" {
        delivery_plan: DeliveryPlan "/delivery-plan" {
            delivery_plans: DeliveryPlans "/delivery-plans" (post "创建投放计划") {
                brand_id: BrandId {brand_id} {
                    delivery_plans: DeliveryPlans "/delivery-plans" (get "分页查询投放计划列表")
                }
                plan_id: PlanId {plan_id} (patch "更新投放计划") {
                    terminate: Terminate "/terminate" (post "终止投放计划")
                }
            }
            sp_mchid: SpMchid {sp_mchid} {
                notify_url: NotifyUrl "/notify-url" (post "设置投放计划回调地址")
            }
        }
        product_coupon: ProductCoupon "/product-coupon" {
            image_generation_tasks: ImageGenerationTasks "/image-generation-tasks" (post "提交图片生成任务") {
                task_id: TaskId {task_id} (get "查询图片生成任务执行结果")
            }
            media: Media "/media" {
                upload_image: UploadImage "/upload-image" (post_multipart "图片上传")
            }
            notify_configs: NotifyConfigs "/notify-configs" (get "获取商品券事件通知地址", post "设置商品券事件通知地址")
            product_coupons: ProductCoupons "/product-coupons" (post "创建商品券") {
                product_coupon_id: ProductCouponId {product_coupon_id} (get "查询商品券", patch "修改商品券") {
                    deactivate: Deactivate "/deactivate" (post "失效商品券")
                    stock_bundles: StockBundles "/stock-bundles" (post "添加商品券批次组") {
                        stock_bundle_id: StockBundleId {stock_bundle_id} (patch "修改商品券批次组") {
                            associate_stores: AssociateStores "/associate-stores" (post "批次组批量关联门店")
                            disassociate_stores: DisassociateStores "/disassociate-stores" (post "批次组批量取消关联门店")
                            update_budget: UpdateBudget "/update-budget" (post "修改商品券批次组发放预算")
                        }
                    }
                    stocks: Stocks "/stocks" (get "查询商品券批次列表", post "添加商品券批次") {
                        stock_id: StockId {stock_id} (get "查询商品券指定批次", patch "修改商品券指定批次") {
                            associate_stores: AssociateStores "/associate-stores" (post "批次关联门店")
                            associated_stores: AssociatedStores "/associated-stores" (get "查询批次关联门店列表")
                            deactivate: Deactivate "/deactivate" (post "失效商品券批次")
                            disassociate_stores: DisassociateStores "/disassociate-stores" (post "批次取消关联门店")
                            update_budget: UpdateBudget "/update-budget" (post "修改商品券批次发放预算")
                            upload_coupon_codes: UploadCouponCodes "/upload-coupon-codes" (post "预上传券Code")
                        }
                    }
                }
            }
            users: Users "/users" {
                openid: Openid {openid} {
                    coupon_bundles: CouponBundles "/coupon-bundles" (post "向用户发放商品券批次组") {
                        user_coupon_bundle_id: UserCouponBundleId {user_coupon_bundle_id} {
                            deactivate: Deactivate "/deactivate" (post "失效用户商品券组")
                        }
                    }
                    coupons: Coupons "/coupons" (get "指定券状态查询用户商品券列表", post "向用户发放商品券") {
                        coupon_code: CouponCode {coupon_code} (get "查询用户商品券详情") {
                            confirm: Confirm "/confirm" (post "确认发放用户商品券")
                            deactivate: Deactivate "/deactivate" (post "失效用户商品券")
                            return_: Return "/return" (post "退券")
                            use_: Use "/use" (post "核销用户商品券")
                        }
                    }
                    pre_send_coupon: PreSendCoupon "/pre-send-coupon" (post "向用户预发放商品券")
                    pre_send_coupon_bundle: PreSendCouponBundle "/pre-send-coupon-bundle" (post "向用户预发放商品券批次组")
                }
            }
        }
    }
    partnerships: Partnerships "/partnerships" (get "查询合作关系列表") {
        build: Build "/build" (post "建立合作关系")
        terminate: Terminate "/terminate" (post "终止合作关系")
    }
    paygiftactivity: Paygiftactivity "/paygiftactivity" {
        activities: Activities "/activities" (get "获取支付有礼活动列表") {
            activity_id: ActivityId {activity_id} (get "查询活动详情接口") {
                goods: Goods "/goods" (get "查询活动指定商品列表")
                merchants: Merchants "/merchants" (get "查询活动发券商户号") {
                    add: Add "/add" (post "新增活动发券商户号")
                    delete_: Delete "/delete" (post "删除活动发券商户号")
                }
                terminate: Terminate "/terminate" (post "终止活动")
            }
        }
        unique_threshold_activity: UniqueThresholdActivity "/unique-threshold-activity" (post "创建全场满额送活动")
    }
    shopping_receipt: ShoppingReceipt "/shopping-receipt" {
        customentrances: Customentrances "/customentrances" (post "创建自定义入口") {
            brand_id: BrandId {brand_id} (get "查询自定义入口", patch "更新自定义入口")
        }
        merchantshoppingreceiptjumpinfos: Merchantshoppingreceiptjumpinfos "/merchantshoppingreceiptjumpinfos" (post "上传商家电子小票跳转信息")
        shoppingreceipts: Shoppingreceipts "/shoppingreceipts" (post "上传电子小票")
    }
    weekly_discount: WeeklyDiscount "/weekly-discount" {
        activities: Activities "/activities" (get "查询周周惠活动列表") {
            activity_id: ActivityId {activity_id} (get "查询周周惠活动详情") {
                apply: Apply "/apply" (post "报名周周惠活动")
            }
        }
    }
    withdraw_favor: WithdrawFavor "/withdraw-favor" {
        users: Users "/users" {
            openid: Openid {openid} {
                coupons: Coupons "/coupons" (get "查询批次下用户银行提现免费券列表", post "为用户发银行提现免费券")
            }
        }
    }
}
