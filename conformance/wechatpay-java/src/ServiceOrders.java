import static java.util.Map.of;

import com.wechat.pay.java.core.exception.ValidationException;
import com.wechat.pay.java.core.notification.NotificationParser;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A service order from its creation to the money. */
final class ServiceOrders {
    static final String PATH = "/v3/payscore/serviceorder";

    private final World world;
    private final Map<String, Object> base;

    private ServiceOrders(World world) {
        this.world = world;
        base = of("appid", world.merchant.get("appid"), "service_id", world.merchant.service("serviceorder", true));
    }

    static void run(World world) {
        ServiceOrders orders = new ServiceOrders(world);
        orders.life();
        orders.others();
    }

    /** Asks for an order of the service that needs the user's confirmation. */
    static String path(Merchant merchant, String number) {
        return PATH + "?appid=" + merchant.get("appid") + "&service_id=" + merchant.service("serviceorder", true)
                + "&out_order_no=" + Server.encode(number);
    }

    /** An order that is created, completed and paid in one call. */
    static void chargeDirectly(Client client, World world, String number, String notifyPath) throws Exception {
        client.post(PATH + "/direct-complete", Server.object(
                "appid", world.merchant.get("appid"),
                "service_id", world.merchant.service("serviceorder", false),
                "out_order_no", number,
                "service_introduction", "某某充电宝",
                "post_payments", List.of(of("name", "租借费用", "amount", 4000)),
                "total_amount", 4000,
                "time_range", of("start_time", Server.stamp(Duration.ofHours(-2)),
                        "end_time", Server.stamp(Duration.ofMinutes(-1))),
                "notify_url", world.receiver.url(notifyPath),
                "openid", world.merchant.user("pays_at_once")), Order.class);
    }

    private Order query(String number) {
        return world.client.get(path(world.merchant, number), Order.class);
    }

    private Order act(String number, String act, Map<String, Object> body) {
        return world.client.post(PATH + "/" + Server.encode(number) + "/" + act, body, Order.class);
    }

    private Map<String, Object> creation(String number) {
        return Server.with(base,
                "out_order_no", number,
                "service_introduction", "某某充电宝",
                "post_payments", List.of(of("name", "租借费用", "amount", 200, "description", "每小时2元", "count", 1)),
                "time_range", of("start_time", "OnAccept"),
                "location", of("start_location", "嗨客时尚主题展餐厅"),
                "risk_fund", of("name", "DEPOSIT", "amount", 10000, "description", "丢失或损坏"),
                "attach", "bank-42",
                "notify_url", world.receiver.url("/notify"),
                "need_user_confirm", true);
    }

    private Map<String, Object> completion(int total) throws Exception {
        return Server.with(base,
                "post_payments", List.of(of("name", "租借费用", "amount", 4000, "description", "20小时", "count", 1)),
                "post_discounts", List.of(of("name", "满20减1元", "amount", 100, "description", "不与其他优惠叠加", "count", 1)),
                "total_amount", total,
                "time_range", of("end_time", Server.stamp(Duration.ZERO)),
                "location", of("end_location", "嗨客时尚主题展餐厅"),
                "profit_sharing", false);
    }

    private void life() {
        String number = Server.orderNumber("service");
        Check.check("orders", "service order: create", () -> {
            Order created = world.client.post(PATH, creation(number), Order.class);
            Check.equal(created.state, "CREATED");
            Check.present(created.confirmationPackage, "package");
        });
        Check.check("orders", "service order: the user confirms, query: DOING/USER_CONFIRM", () -> {
            Server.asUser("confirm", world.merchant.mchid(), number);
            Check.equal(query(number).states(), "DOING/USER_CONFIRM");
        });
        Check.check("notifications", "service order: PAYSCORE.USER_CONFIRM is verified and decrypted", () -> {
            Order order = world.receiver.event("PAYSCORE.USER_CONFIRM", number).order();
            Check.equal(order.states() + " " + order.attach, "DOING/USER_CONFIRM bank-42");
        });
        Check.check("notifications", "service order: an altered notification is refused", () -> {
            Receiver.Event event = world.receiver.event("PAYSCORE.USER_CONFIRM", number);
            String altered = event.body().replace("USER_CONFIRM", "USER_PAID");
            NotificationParser parser = new NotificationParser(world.config);
            Check.thrown(ValidationException.class, () -> parser.parse(event.headers().with(altered), Order.class));
        });
        Check.check("errors", "service order: complete, a fen too much: 400 PARAM_ERROR",
                () -> Check.refused(400, "PARAM_ERROR", () -> act(number, "complete", completion(3901))));
        Check.check("orders", "service order: complete: DOING/MCH_COMPLETE", () -> {
            Order completed = act(number, "complete", completion(3900));
            Check.equal(completed.states() + " " + completed.needCollection, "DOING/MCH_COMPLETE true");
        });
        Check.check("orders", "service order: query: DONE, USER_PAID by WeChat Pay", () -> {
            Order done = query(number);
            Check.equal(done.state + " " + done.collection.state, "DONE USER_PAID");
            Check.equal(done.collection.paidAmount, 3900L);
            Check.equal(done.collection.details.get(0).paidType, "NEWTON");
            world.paidOrder = number;
            world.transaction = Check.present(done.collection.details.get(0).transactionId, "transaction_id");
        });
        Check.check("notifications", "service order: PAYSCORE.USER_PAID is verified and decrypted", () -> Check.equal(
                world.receiver.event("PAYSCORE.USER_PAID", number).order().collection.state, "USER_PAID"));
    }

    private void others() {
        Check.check("orders", "service order: no confirmation needed: starts in DOING/USER_CONFIRM, is cancelled", () -> {
            String number = Server.orderNumber("direct");
            String service = world.merchant.service("serviceorder", false);
            Order created = world.client.post(PATH, Server.with(creation(number),
                    "service_id", service,
                    "need_user_confirm", false,
                    "openid", world.merchant.user("pays_at_once"),
                    "time_range", of("start_time", Server.stamp(Duration.ZERO))), Order.class);
            Check.equal(created.states(), "DOING/USER_CONFIRM");
            Order cancelled = act(number, "cancel", Server.with(base, "service_id", service, "reason", "设备故障"));
            Check.equal(cancelled.outOrderNo, number);
        });
        Check.check("errors", "service order: an unknown order: 404 ORDER_NOT_EXIST",
                () -> Check.refused(404, "ORDER_NOT_EXIST", () -> query(Server.orderNumber("unknown"))));
    }
}
