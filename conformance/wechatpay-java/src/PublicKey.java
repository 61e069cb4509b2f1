import static java.util.Map.of;

import com.wechat.pay.java.core.http.HttpResponse;
import com.wechat.pay.java.core.notification.NotificationParser;
import com.wechat.pay.java.core.util.PemUtil;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** The platform's other identity: the WeChat Pay public key. */
final class PublicKey {
    static void run(World world) throws Exception {
        Merchant merchant = world.merchant;
        String keyId = merchant.get("wechatpay_public_key_id");
        Check.check("keys", "public key: an answer asked for by Wechatpay-Serial is verified with it", () -> {
            HttpResponse<Order> answer =
                    world.publicKeyClient.ask(ServiceOrders.path(merchant, world.paidOrder), Order.class);
            Check.equal(answer.getHeaders().getHeader("Wechatpay-Serial"), keyId);
            Check.equal(answer.getServiceResponse().state, "DONE");
        });
        Server.control("PUT", "merchants/" + merchant.mchid(), of("platform_identity", "public_key"));
        try {
            switched(world, keyId);
        } finally {
            Server.control("PUT", "merchants/" + merchant.mchid(), of("platform_identity", "certificate"));
        }
    }

    private static void switched(World world, String keyId) {
        // Its downloader forgives NOT_FOUND only.
        Check.reproduce("certificates-gone", () -> Check.refused(
                404, "RESOURCE_NOT_EXISTS", () -> world.merchant.certificateConfig()));
        String number = Server.orderNumber("public");
        Check.check("notifications", "public key: a notification signed with it is verified and decrypted", () -> {
            ServiceOrders.chargeDirectly(world.publicKeyClient, world, number, "/public-key-notify");
            Check.equal(world.receiver.event("PAYSCORE.USER_PAID", number).headers().serial(), keyId);
        });
        Check.reproduce("stale-notification", () -> {
            Receiver.Event event = world.receiver.event("PAYSCORE.USER_PAID", number);
            NotificationParser parser = new NotificationParser(world.publicKeyConfig);
            Order order = parser.parse(anHourAgo(event).with(event.body()), Order.class);
            Check.equal(order.outOrderNo, number);
        });
    }

    /** The same notification as if the platform had signed and sent it an hour ago. */
    private static Receiver.RequestHeaders anHourAgo(Receiver.Event event) throws Exception {
        Path folder = Server.DATA.resolve("platform").resolve("public_keys").resolve(event.headers().serial());
        String pem = Files.readString(folder.resolve("key.pem"));
        String timestamp = Long.toString(Instant.now().minus(Duration.ofHours(1)).getEpochSecond());
        String message = timestamp + "\n" + event.headers().nonce() + "\n" + event.body() + "\n";
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(PemUtil.loadPrivateKeyFromString(pem));
        signature.update(message.getBytes(StandardCharsets.UTF_8));
        return new Receiver.RequestHeaders(event.headers().serial(), timestamp, event.headers().nonce(),
                Base64.getEncoder().encodeToString(signature.sign()), event.headers().signatureType());
    }

    private PublicKey() {}
}
