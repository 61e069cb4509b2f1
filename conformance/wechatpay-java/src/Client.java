import com.wechat.pay.java.core.Config;
import com.wechat.pay.java.core.http.ApacheHttpClientBuilder;
import com.wechat.pay.java.core.http.DefaultHttpClientBuilder;
import com.wechat.pay.java.core.http.HttpClient;
import com.wechat.pay.java.core.http.HttpHeaders;
import com.wechat.pay.java.core.http.HttpResponse;
import com.wechat.pay.java.core.http.JsonRequestBody;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;

/** The SDK's raw calls, which sign, send and verify: it has no typed services for PayScore. */
final class Client {
    static final String HOST = "https://api.mch.weixin.qq.com";

    final HttpClient sdk;

    Client(Config config) {
        this(new DefaultHttpClientBuilder().config(config).build());
    }

    /** By Apache's client: the SDK's own setting of it reads no system property, so it would not see the proxy. */
    static Client apache(Config config) {
        CloseableHttpClient apache = HttpClientBuilder.create().useSystemProperties().build();
        return new Client(new ApacheHttpClientBuilder().config(config).apacheHttpClient(apache).build());
    }

    Client(HttpClient sdk) {
        this.sdk = sdk;
    }

    <T> T get(String path, Class<T> type) {
        return ask(path, type).getServiceResponse();
    }

    /** The same, with the answer's headers. */
    <T> HttpResponse<T> ask(String path, Class<T> type) {
        HttpHeaders headers = new HttpHeaders();
        headers.addHeader("Accept", "application/json");
        return sdk.get(headers, HOST + path, type);
    }

    /** Null where the answer has no body. */
    <T> T post(String path, Object body, Class<T> type) {
        HttpHeaders headers = new HttpHeaders();
        headers.addHeader("Accept", "application/json");
        headers.addHeader("Content-Type", "application/json");
        JsonRequestBody json = new JsonRequestBody.Builder().body(Server.GSON.toJson(body)).build();
        return sdk.post(headers, HOST + path, json, type).getServiceResponse();
    }
}
