/** wechatpay-java drives a payscore server. {@code conformance/run} says what it needs in its environment. */
final class Main {
    public static void main(String[] arguments) throws Exception {
        try (World world = new World()) {
            Identities.run(world);
            world.start();
            ServiceOrders.run(world);
            PayAfter.run(world);
            Partner.run(world);
            Refunds.run(world);
            Apache.run(world);
            Uploads.run(world);
            PublicKey.run(world);
            Rotation.run(world);
            Bills.run(world);
        }
    }
}
