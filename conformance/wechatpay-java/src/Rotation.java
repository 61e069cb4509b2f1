import static java.util.Map.of;

import com.google.gson.JsonElement;
import com.wechat.pay.java.core.certificate.AutoCertificateService;
import java.util.ArrayList;
import java.util.List;

/** The platform replaces its certificate, and the SDK follows. */
final class Rotation {
    /** Needs a service that downloads often. Afterwards the platform has another certificate. */
    static void run(World world) {
        Merchant merchant = world.merchant;
        String before = merchant.get("platform_serial_no");
        Check.check("keys", "rotation: announced: the SDK's service comes to have the new one beside the old one", () -> {
            List<String> announced = rotate("announce");
            Check.equal(announced.size(), 2);
            for (String serial : announced) {
                Server.eventually(() -> AutoCertificateService.getCertificate(merchant.mchid(), "RSA", serial) != null);
            }
        });
        String number = Server.orderNumber("rotated");
        Check.check("notifications", "rotation: switched: a notification signed with the new one is verified", () -> {
            rotate("switch");
            ServiceOrders.chargeDirectly(world.client, world, number, "/notify");
            Receiver.Event event = world.receiver.event("PAYSCORE.USER_PAID", number);
            Check.equal(event.headers().serial().equals(before), false);
        });
        Check.check("keys", "rotation: retired: the SDK's service comes to have the new one only", () -> {
            List<String> left = rotate("retire");
            Check.equal(left.size(), 1);
            Server.eventually(() -> AutoCertificateService.getCertificate(merchant.mchid(), "RSA", before) == null);
            String path = ServiceOrders.path(merchant, world.paidOrder);
            String signer = world.client.ask(path, Order.class).getHeaders().getHeader("Wechatpay-Serial");
            Check.equal(List.of(signer), left);
        });
    }

    /** One more phase of it; the serials of the certificates that there are then. */
    private static List<String> rotate(String phase) throws Exception {
        List<String> serials = new ArrayList<>();
        for (JsonElement identity : Server.control("POST", "platform/rotate", of("phase", phase))
                .getAsJsonObject("certificate").getAsJsonArray("identities")) {
            serials.add(identity.getAsJsonObject().get("serial").getAsString());
        }
        return serials;
    }

    private Rotation() {}
}
