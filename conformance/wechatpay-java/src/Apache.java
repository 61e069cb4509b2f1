import java.util.List;

/** The SDK's other way out, the client of Apache. */
final class Apache {
    static void run(World world) {
        Check.check("orders", "Apache client: direct-complete and query", () -> {
            String number = Server.orderNumber("apache");
            ServiceOrders.chargeDirectly(world.apacheClient, world, number, "/notify");
            Order paid = world.apacheClient.get(ServiceOrders.PATH + "?appid=" + world.merchant.get("appid") + "&service_id="
                    + world.merchant.service("serviceorder", false) + "&out_order_no=" + Server.encode(number), Order.class);
            Check.equal(List.of(paid.state, paid.collection.state), List.of("DONE", "USER_PAID"));
        });
        Check.check("errors", "Apache client: an unknown order: 404 ORDER_NOT_EXIST", () -> Check.refused(
                404, "ORDER_NOT_EXIST", () -> world.apacheClient.get(
                        ServiceOrders.path(world.merchant, Server.orderNumber("unknown")), Order.class)));
    }

    private Apache() {}
}
