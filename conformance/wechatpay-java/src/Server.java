import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The server's control API, and small things that every check needs. */
final class Server {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final Path DATA = Path.of(System.getenv("PAYSCORE_DATA"));
    static final Gson GSON = new Gson();

    // Control calls go straight to the server, whatever the proxy settings say.
    private static final HttpClient DIRECT = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    private static int orders;

    /** {@code /_payscore/…}; without a body when that is null. */
    static JsonObject control(String method, String path, Object body) throws Exception {
        return GSON.fromJson(new String(ask(method, path, body), StandardCharsets.UTF_8), JsonObject.class);
    }

    static byte[] ask(String method, String path, Object body) throws Exception {
        HttpRequest.BodyPublisher publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(GSON.toJson(body));
        HttpRequest request = HttpRequest.newBuilder()
                .uri(URI.create(System.getenv("PAYSCORE_URL") + "/_payscore/" + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(method, publisher)
                .build();
        HttpResponse<byte[]> answer = DIRECT.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() / 100 != 2) {
            String text = new String(answer.body(), StandardCharsets.UTF_8);
            throw new AssertionError("control API: " + path + ": " + answer.statusCode() + " " + text);
        }
        return answer.body();
    }

    /** The user's side: {@code confirm}, {@code decline} or {@code pay}. */
    static void asUser(String act, String mchid, String order) throws Exception {
        control("POST", "orders/" + mchid + "/" + encode(order) + "/" + act, null);
    }

    /** The server's time, so much from now, in Beijing. */
    static ZonedDateTime now(Duration offset) throws Exception {
        long unix = control("GET", "clock", null).get("unix").getAsLong();
        return Instant.ofEpochSecond(unix).plus(offset).atZone(ZoneOffset.ofHours(8));
    }

    /** The same as PayScore writes times: yyyyMMddHHmmss. */
    static String stamp(Duration offset) throws Exception {
        return now(offset).format(DateTimeFormatter.ofPattern("yyyyMMddHHmmss"));
    }

    /** An order number that no other check uses, made of all that may stand in one. */
    static String orderNumber(String kind) {
        orders += 1;
        return "Ja_" + kind + "-" + orders + "|*" + System.currentTimeMillis();
    }

    /** Waits for what nothing tells of. */
    static void eventually(BooleanSupplier wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen within " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(50);
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A JSON object: names and values in turn. */
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            object.put((String) namesAndValues[at], namesAndValues[at + 1]);
        }
        return object;
    }

    /** What {@code base} says, with what {@code more} says instead or as well. */
    static Map<String, Object> with(Map<String, Object> base, Object... more) {
        Map<String, Object> whole = new LinkedHashMap<>(base);
        whole.putAll(object(more));
        return whole;
    }

    private Server() {}
}
