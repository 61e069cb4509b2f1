import com.wechat.pay.java.core.Config;
import com.wechat.pay.java.core.cipher.PrivacyEncryptor;
import java.util.Map;

/** A pay-after order says who the user is, in fields that the SDK's encryptor encrypts. */
final class PayAfter {
    private static final String PATH = "/v3/payscore/payafter-orders";

    static void run(World world) {
        String certificate = world.merchant.get("platform_serial_no");
        String publicKey = world.merchant.get("wechatpay_public_key_id");
        // The SDK sends the serial of what it encrypts for with every request.
        Check.check("orders", "pay after: create, with fields encrypted for the platform certificate",
                () -> create(world, world.client, world.config, certificate));
        Check.check("orders", "pay after: create, with fields encrypted for the WeChat Pay public key",
                () -> create(world, world.publicKeyClient, world.publicKeyConfig, publicKey));
        Check.check("errors", "pay after: fields encrypted for the other one: 400 PARAM_ERROR", () -> Check.refused(
                400, "PARAM_ERROR", () -> create(world, world.client, world.publicKeyConfig, publicKey)));
    }

    private static void create(World world, Client client, Config config, String serial) {
        PrivacyEncryptor encryptor = config.createEncryptor();
        Check.equal(encryptor.getWechatpaySerial(), serial);
        String number = Server.orderNumber("after");
        Map<String, Object> body = Server.object(
                "appid", world.merchant.get("appid"),
                "service_id", world.merchant.service("payafter", true),
                "out_order_no", number,
                "service_start_time", "OnAccept",
                "service_introduction", "共享单车",
                "risk_amount", 10000,
                "need_user_confirm", true,
                "name", encryptor.encrypt("张三"),
                "phone", encryptor.encrypt("13800138000"),
                "userid", encryptor.encrypt("11010519491231002X"),
                "address", encryptor.encrypt("深圳市南山区科技园"));
        Check.equal(client.post(PATH, body, Order.class).outOrderNo, number);
    }

    private PayAfter() {}
}
