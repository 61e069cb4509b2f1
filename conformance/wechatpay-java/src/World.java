import com.wechat.pay.java.core.RSAAutoCertificateConfig;
import com.wechat.pay.java.core.RSAPublicKeyConfig;

/** What the checks work with. */
final class World implements AutoCloseable {
    final Merchant merchant = new Merchant("default");
    final Merchant provider = new Merchant("partner");

    /** In certificate mode: made by the checks of identities, which download the certificates. */
    RSAAutoCertificateConfig config;
    RSAAutoCertificateConfig providerConfig;
    RSAPublicKeyConfig publicKeyConfig;
    Client client;
    Client providerClient;
    Client publicKeyClient;
    /** The same merchant by the SDK's other HTTP client. */
    Client apacheClient;
    Receiver receiver;

    /** Set by the checks of service orders: a paid order and its payment. */
    String paidOrder = "";
    String transaction = "";

    void start() throws Exception {
        client = new Client(config);
        apacheClient = Client.apache(config);
        providerClient = new Client(providerConfig);
        publicKeyConfig = merchant.publicKeyConfig();
        publicKeyClient = new Client(publicKeyConfig);
        receiver = new Receiver();
        receiver.handle("/notify", config);
        receiver.handle("/partner-notify", providerConfig);
        receiver.handle("/public-key-notify", publicKeyConfig);
    }

    @Override
    public void close() {
        if (receiver != null) {
            receiver.stop();
        }
    }
}
