import com.wechat.pay.java.service.refund.RefundService;
import com.wechat.pay.java.service.refund.model.AmountReq;
import com.wechat.pay.java.service.refund.model.CreateRequest;
import com.wechat.pay.java.service.refund.model.QueryByOutRefundNoRequest;
import com.wechat.pay.java.service.refund.model.Refund;
import com.wechat.pay.java.service.refund.model.Status;

/** Part of a payment goes back, by the SDK's typed service. */
final class Refunds {
    static void run(World world) {
        RefundService service = new RefundService.Builder().config(world.config).build();
        String number = Server.orderNumber("refund");
        Check.check("orders", "refund: the typed service creates it", () -> {
            AmountReq amount = new AmountReq();
            amount.setRefund(100L);
            amount.setTotal(3900L);
            amount.setCurrency("CNY");
            CreateRequest request = new CreateRequest();
            request.setTransactionId(world.transaction);
            request.setOutRefundNo(number);
            request.setReason("商品已售完");
            request.setNotifyUrl(world.receiver.url("/notify"));
            request.setAmount(amount);
            Check.equal(service.create(request).getTransactionId(), world.transaction);
        });
        Check.check("notifications", "refund: REFUND.SUCCESS is verified and decrypted", () -> Check.equal(
                world.receiver.event("REFUND.SUCCESS", number).order().refundStatus, "SUCCESS"));
        Check.check("orders", "refund: the typed service finds it done", () -> {
            QueryByOutRefundNoRequest request = new QueryByOutRefundNoRequest();
            request.setOutRefundNo(number);
            Refund found = service.queryByOutRefundNo(request);
            Check.equal(found.getStatus(), Status.SUCCESS);
            Check.equal(found.getAmount().getRefund(), 100L);
        });
    }

    private Refunds() {}
}
