import com.wechat.pay.java.core.exception.ServiceException;
import java.util.Objects;

/** Checks and their lines. */
final class Check {
    interface Step {
        void run() throws Exception;
    }

    /** A step fails by throwing. */
    static void check(String capability, String what, Step step) {
        try {
            step.run();
            System.out.printf("ok %s: %s%n", capability, what);
        } catch (Exception | AssertionError problem) {
            String text = problem instanceof ServiceException refusal
                    ? refusal.getHttpStatusCode() + " " + refusal.getResponseBody()
                    : problem.toString();
            System.out.printf("FAIL %s: %s: %s%n", capability, what, text.replaceAll("\\s+", " "));
        }
    }

    /** A check that shows a bug of the SDK; {@code bugs.tsv} says what it is. */
    static void reproduce(String name, Step step) {
        check("bugs", name, step);
    }

    static void equal(Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError("expected " + expected + ", got " + actual);
        }
    }

    static String present(String value, String name) {
        if (value == null || value.isEmpty()) {
            throw new AssertionError("there is no " + name);
        }
        return value;
    }

    static void contains(String text, String part) {
        if (part.isEmpty() || !text.contains(part)) {
            throw new AssertionError("there is no \"" + part + "\" in " + text);
        }
    }

    /** What the step has to throw. */
    static <T extends Exception> T thrown(Class<T> type, Step step) throws Exception {
        try {
            step.run();
        } catch (Exception problem) {
            if (type.isInstance(problem)) {
                return type.cast(problem);
            }
            throw problem;
        }
        throw new AssertionError("no " + type.getSimpleName() + " was thrown");
    }

    /** The error of a call that has to be refused. */
    static ServiceException refused(int status, String code, Step step) throws Exception {
        ServiceException refusal = thrown(ServiceException.class, step);
        equal(refusal.getHttpStatusCode() + " " + refusal.getErrorCode(), status + " " + code);
        present(refusal.getErrorMessage(), "message");
        return refusal;
    }

    private Check() {}
}
