//! Below `/v3/taxi-invoice`: taxi invoices (出租车电子发票).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    TaxiInvoice "/v3/taxi-invoice"
    attendance: Attendance "/attendance" {
        punch: Punch "/punch" (post "签到签退")
    }
    cards: Cards "/cards" (post "将出租车电子发票插入微信用户卡包") {
        upload_file: UploadFile "/upload-file" (post_multipart "上传出租车电子发票文件")
    }
    driver: Driver "/driver" {
        update_driver: UpdateDriver "/update-driver" (post "更新司机信息")
    }
    drivers: Drivers "/drivers" {
        driver_license: DriverLicense {driver_license} (get "获取司机信息")
    }
    taxi: Taxi "/taxi" {
        update_taxi: UpdateTaxi "/update-taxi" (post "更新出租车信息")
    }
    taxi_companies: TaxiCompanies "/taxi-companies" {
        company_mchid: CompanyMchid {company_mchid} (get "获取出租车公司商户信息")
    }
    taxi_company: TaxiCompany "/taxi-company" {
        create_taxi_company: CreateTaxiCompany "/create-taxi-company" (post "新增出租车公司")
    }
    taxies: Taxies "/taxies" {
        plate_number: PlateNumber {plate_number} (get "获取出租车信息")
    }
    user_taxi_order: UserTaxiOrder "/user-taxi-order" {
        find_by_token: FindByToken "/find-by-token" (get "根据凭证查询乘客行程单")
    }
    user_taxi_orders: UserTaxiOrders "/user-taxi-orders" (get "获取乘客行程单列表")
}
