import static java.util.Map.of;

import java.time.Duration;
import java.util.List;

/** A service provider charges for its sub-merchant, in one call. */
final class Partner {
    private static final String PATH = "/v3/payscore/partner/serviceorder";

    static void run(World world) {
        Merchant provider = world.provider;
        String service = provider.service("serviceorder", false);
        String subMerchant = provider.get("sub_mchid");
        String number = Server.orderNumber("partner");
        Check.check("orders", "partner: direct-complete: 204, verified over an empty body", () -> Check.equal(
                world.providerClient.post(PATH + "/direct-complete", Server.object(
                        "service_id", service,
                        "appid", provider.get("appid"),
                        "sub_appid", provider.get("sub_appid"),
                        "sub_mchid", subMerchant,
                        "out_order_no", number,
                        "service_introduction", "XX充电宝",
                        "post_payments", List.of(of("name", "租借费用", "description", "每小时2元", "amount", 4000, "count", 4)),
                        "total_amount", 4000,
                        "time_range", of("start_time", Server.stamp(Duration.ofHours(-2)),
                                "end_time", Server.stamp(Duration.ofMinutes(-1))),
                        "attach", "partner-attach",
                        "notify_url", world.receiver.url("/partner-notify"),
                        "openid", provider.user("pays_at_once")), Order.class),
                null));
        String query = PATH + "?service_id=" + service + "&sub_mchid=" + subMerchant
                + "&out_order_no=" + Server.encode(number);
        Check.check("orders", "partner: query: DONE, USER_PAID", () -> {
            Order done = world.providerClient.get(query, Order.class);
            Check.equal(List.of(done.state, done.collection.state, done.subMchid), List.of("DONE", "USER_PAID", subMerchant));
        });
        Check.check("notifications", "partner: PAYSCORE.USER_PAID is verified and decrypted with the provider's key",
                () -> Check.equal(world.receiver.event("PAYSCORE.USER_PAID", number).order().attach, "partner-attach"));
        Check.check("errors", "partner: another merchant does not see the order: 403 NO_AUTH",
                () -> Check.refused(403, "NO_AUTH", () -> world.client.get(query, Order.class)));
    }

    private Partner() {}
}
