import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.wechat.pay.java.core.notification.Notification;
import com.wechat.pay.java.core.notification.NotificationConfig;
import com.wechat.pay.java.core.notification.NotificationParser;
import com.wechat.pay.java.core.notification.RequestParam;
import com.wechat.pay.java.core.util.GsonUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A merchant's notify endpoint: on each path the SDK's own parser verifies and decrypts. */
final class Receiver {
    /** A notification as it came, and as the SDK opened it; the order is null where it refused. */
    record Event(RequestHeaders headers, String body, Order order, String problem) {
        String type() {
            return GsonUtil.getGson().fromJson(body, Notification.class).getEventType();
        }
    }

    /** What the SDK wants to know of a request. */
    record RequestHeaders(String serial, String timestamp, String nonce, String signature, String signatureType) {
        RequestHeaders(HttpExchange request) {
            this(of(request, "Serial"), of(request, "Timestamp"), of(request, "Nonce"), of(request, "Signature"),
                    of(request, "Signature-Type"));
        }

        private static String of(HttpExchange request, String name) {
            return request.getRequestHeaders().getFirst("Wechatpay-" + name);
        }

        RequestParam with(String body) {
            return new RequestParam.Builder()
                    .serialNumber(serial).timestamp(timestamp).nonce(nonce).signature(signature)
                    .signType(signatureType).body(body).build();
        }
    }

    private final HttpServer server;
    private final BlockingQueue<Event> arrivals = new LinkedBlockingQueue<>();
    /** Of the arrivals, what has been looked at. */
    private final List<Event> seen = new ArrayList<>();

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    void handle(String path, NotificationConfig config) {
        NotificationParser parser = new NotificationParser(config);
        server.createContext(path, request -> {
            RequestHeaders headers = new RequestHeaders(request);
            String body = new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Event event;
            try {
                event = new Event(headers, body, parser.parse(headers.with(body), Order.class), null);
            } catch (RuntimeException problem) {
                event = new Event(headers, body, null, problem.toString());
            }
            request.sendResponseHeaders(event.order() == null ? 401 : 204, -1);
            request.close();
            arrivals.add(event);
        });
    }

    /** The notification of this type about this order or refund. */
    Event event(String type, String number) throws InterruptedException {
        long deadline = System.nanoTime() + Server.PATIENCE.toNanos();
        for (int next = 0; ; next++) {
            if (next == seen.size()) {
                Event arrived = arrivals.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (arrived == null) {
                    throw new AssertionError("no " + type + " came; all that did: " + seen);
                }
                seen.add(arrived);
            }
            Event found = seen.get(next);
            Order order = found.order();
            if (order != null && found.type().equals(type)
                    && (number.equals(order.outOrderNo) || number.equals(order.outRefundNo))) {
                return found;
            }
        }
    }

    void stop() {
        server.stop(0);
    }
}
