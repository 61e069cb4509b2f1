import static java.util.Map.of;

import com.wechat.pay.java.core.cipher.AeadAesCipher;
import com.wechat.pay.java.core.exception.ServiceException;
import com.wechat.pay.java.core.util.ShaUtil;
import com.wechat.pay.java.service.billdownload.BillDownloadServiceExtension;
import com.wechat.pay.java.service.billdownload.DigestBillEntity;
import com.wechat.pay.java.service.billdownload.model.GetTradeBillRequest;
import com.wechat.pay.java.service.billdownload.model.TarType;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The day's bills. */
final class Bills {
    /** A service's own bill, for which the SDK has no service. */
    private static final class MerchantBill {
        List<File> downloadBillList;

        static final class File {
            String hashValue;
            String downloadUrl;
            String encryptKey;
            String nonce;
        }
    }

    /** Comes last: it moves the server's clock to the next day, when the bills are there. */
    static void run(World world) throws Exception {
        String day = Server.now(Duration.ZERO).toLocalDate().toString();
        Server.control("POST", "clock/advance", of("seconds", 34 * 3600));
        BillDownloadServiceExtension service = new BillDownloadServiceExtension.Builder().config(world.config).build();

        Check.check("orders", "bill: the typed service brings the day's trade bill, with its hash",
                () -> contains(service.getTradeBill(request(day, null)), world.transaction));
        Check.check("orders", "bill: the same, compressed",
                () -> contains(service.getTradeBill(request(day, TarType.GZIP)), world.transaction));
        Check.check("orders", "bill: the service's own, its key decrypted by the SDK", () -> merchantBill(world, day));
        Check.check("errors", "bill: of a day without business: 400 NO_STATEMENT_EXIST", () -> {
            String quiet = Server.now(Duration.ofDays(-30)).toLocalDate().toString();
            Check.refused(400, "NO_STATEMENT_EXIST", () -> service.getTradeBill(request(quiet, null)));
        });
        Check.reproduce("download-error-dropped", () -> {
            String address = Client.HOST + "/v3/billdownload/file?token=wrong";
            ServiceException refusal =
                    Check.thrown(ServiceException.class, () -> world.client.sdk.download(address));
            Check.equal(refusal.getHttpStatusCode() / 100, 4);
            Check.equal(refusal.getErrorCode(), null);
            Check.equal(refusal.getResponseBody(), "");
        });
    }

    private static GetTradeBillRequest request(String day, TarType packing) {
        GetTradeBillRequest request = new GetTradeBillRequest();
        request.setBillDate(day);
        request.setTarType(packing);
        return request;
    }

    private static void contains(DigestBillEntity bill, String part) throws Exception {
        try (InputStream stream = bill.getInputStream()) {
            Check.contains(new String(stream.readAllBytes(), StandardCharsets.UTF_8), part);
        }
        Check.equal(bill.verifyHash(), true);
    }

    private static void merchantBill(World world, String day) throws Exception {
        MerchantBill bill = world.client.get("/v3/payscore/merchant-bill?encryption_algorithm=AEAD_AES_256_GCM&bill_date="
                + day + "&service_id=" + world.merchant.service("serviceorder", true), MerchantBill.class);
        Check.equal(bill.downloadBillList.size(), 1);
        MerchantBill.File file = bill.downloadBillList.get(0);
        String key = world.config.createDecryptor().decrypt(file.encryptKey);
        byte[] sealed;
        try (InputStream stream = world.client.sdk.download(file.downloadUrl)) {
            sealed = stream.readAllBytes();
        }
        String text = new AeadAesCipher(key.getBytes(StandardCharsets.UTF_8))
                .decrypt(new byte[0], file.nonce.getBytes(StandardCharsets.UTF_8), sealed);
        Check.equal(ShaUtil.getSha1HexString(text.getBytes(StandardCharsets.UTF_8)), file.hashValue);
        Check.contains(text, world.paidOrder);
    }

    private Bills() {}
}
