import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.wechat.pay.java.core.RSAAutoCertificateConfig;
import com.wechat.pay.java.core.RSAPublicKeyConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A merchant as the server provisioned it: {@code default} or {@code partner}. */
final class Merchant {
    private final Path folder;
    private final JsonObject file;

    Merchant(String name) {
        folder = Server.DATA.resolve("merchants").resolve(name);
        file = Server.GSON.fromJson(read("merchant.json"), JsonObject.class);
    }

    String get(String name) {
        return file.get(name).getAsString();
    }

    String mchid() {
        return get("mchid");
    }

    String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** The id of the service of this kind. */
    String service(String kind, boolean needsUserConfirm) {
        for (JsonElement element : file.getAsJsonArray("services")) {
            JsonObject service = element.getAsJsonObject();
            if (service.get("kind").getAsString().equals(kind)
                    && service.get("needs_user_confirm").getAsBoolean() == needsUserConfirm) {
                return service.get("service_id").getAsString();
            }
        }
        throw new AssertionError("no service " + kind);
    }

    /** The openid of the user who behaves like this. */
    String user(String behaviour) {
        for (JsonElement element : file.getAsJsonArray("users")) {
            JsonObject user = element.getAsJsonObject();
            if (user.get("behaviour").getAsString().equals(behaviour)) {
                return user.get("openid").getAsString();
            }
        }
        throw new AssertionError("no user " + behaviour);
    }

    /** Downloads the platform's certificates at once, and from then on every hour. */
    RSAAutoCertificateConfig certificateConfig() {
        return new RSAAutoCertificateConfig.Builder()
                .merchantId(mchid())
                .privateKey(read("apiclient_key.pem"))
                .merchantSerialNumber(get("serial_no"))
                .apiV3Key(get("apiv3_key"))
                .build();
    }

    RSAPublicKeyConfig publicKeyConfig() {
        return new RSAPublicKeyConfig.Builder()
                .merchantId(mchid())
                .privateKey(read("apiclient_key.pem"))
                .merchantSerialNumber(get("serial_no"))
                .publicKey(read("wechatpay_public_key.pem"))
                .publicKeyId(get("wechatpay_public_key_id"))
                .apiV3Key(get("apiv3_key"))
                .build();
    }
}
