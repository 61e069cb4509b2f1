import java.util.List;

/** An order of any kind as answers and notifications show it, or a refund: the SDK reads snake_case into these. */
final class Order {
    String outOrderNo;
    String outRefundNo;
    String refundStatus;
    String subMchid;
    String state;
    String stateDescription;
    String attach;
    /** {@code package} is a word of Java's. */
    @com.google.gson.annotations.SerializedName("package")
    String confirmationPackage;
    boolean needCollection;
    Collection collection;

    static final class Collection {
        String state;
        long paidAmount;
        List<Detail> details;
    }

    static final class Detail {
        String paidType;
        String transactionId;
    }

    String states() {
        return state + "/" + stateDescription;
    }
}
