import com.wechat.pay.java.core.certificate.AutoCertificateService;
import com.wechat.pay.java.core.exception.ValidationException;
import com.wechat.pay.java.core.http.DefaultHttpClientBuilder;
import com.wechat.pay.java.core.util.PemUtil;
import java.time.Duration;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** The platform certificate is downloaded, decrypted and verified, and from then on trusted. */
final class Identities {
    private static final String CERTIFICATES = "/v3/certificates?algorithm_type=RSA";

    static void run(World world) {
        Merchant merchant = world.merchant;
        String serial = merchant.get("platform_serial_no");
        // Not every hour, as it would by itself: see the checks of rotation.
        AutoCertificateService.start(Duration.ofSeconds(1));
        // They fail where they get no certificate that they can decrypt.
        world.config = merchant.certificateConfig();
        world.providerConfig = world.provider.certificateConfig();
        Check.check("keys", "certificates: downloaded and decrypted", () -> Check.equal(
                AutoCertificateService.getCertificate(merchant.mchid(), "RSA", serial),
                PemUtil.loadX509FromString(merchant.read("platform_cert.pem"))));
        Check.check("keys", "certificates: listed again, now verified by what the first list held", () -> {
            Map<?, ?> listed = new Client(world.config).get(CERTIFICATES, Map.class);
            Check.contains(listed.toString(), "serial_no=" + serial);
        });
        Check.check("keys", "certificates: an answer altered on its way is refused", () -> {
            DefaultHttpClientBuilder builder = new DefaultHttpClientBuilder().config(world.config).okHttpClient(altering());
            Client client = new Client(builder.build());
            Check.thrown(ValidationException.class, () -> client.get(CERTIFICATES, Map.class));
        });
    }

    /** Adds a space to every answer, which in JSON means nothing. */
    private static OkHttpClient altering() {
        return new OkHttpClient.Builder().addInterceptor(chain -> {
            Response response = chain.proceed(chain.request());
            ResponseBody body = response.body();
            return response.newBuilder().body(ResponseBody.create(body.string() + " ", body.contentType())).build();
        }).build();
    }

    private Identities() {}
}
