import com.wechat.pay.java.core.http.HttpClient;
import com.wechat.pay.java.core.util.ShaUtil;
import com.wechat.pay.java.service.file.FileUploadService;
import java.util.Arrays;
import java.util.Base64;

/** Files by the SDK's typed service. */
final class Uploads {
    private static final String IMAGES = Client.HOST + "/v3/merchant/media/upload";
    private static final String VIDEOS = Client.HOST + "/v3/merchant/media/video_upload";

    /** One grey pixel. */
    private static final String PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAA"
            + "CklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

    static void run(World world) {
        byte[] picture = Base64.getDecoder().decode(PNG);
        byte[] film = film(picture);
        FileUploadService service = service(world.client.sdk);
        Check.check("uploads", "image: the typed service is given a media_id, the server has the file", () -> {
            String meta = meta("门店 照片.png", picture);
            equal(service.uploadImage(IMAGES, meta, "门店 照片.png", picture).getMediaId(), picture);
        });
        Check.check("uploads", "video: the typed service is given a media_id, the server has the file", () -> equal(
                service.uploadVideo(VIDEOS, meta("film.mp4", film), "film.mp4", film).getMediaId(), film));
        Check.check("uploads", "image: the SDK's Apache client, which names no boundary in Content-Type", () -> {
            FileUploadService apache = service(world.apacheClient.sdk);
            String meta = meta("照片.png", picture);
            equal(apache.uploadImage(IMAGES, meta, "照片.png", picture).getMediaId(), picture);
        });
        Check.check("errors", "image: of a kind that is not taken: 400 PARAM_ERROR", () -> Check.refused(400, "PARAM_ERROR",
                () -> service.uploadImage(IMAGES, meta("picture.gif", picture), "picture.gif", picture)));
    }

    private static FileUploadService service(HttpClient client) {
        return new FileUploadService.Builder().httpClient(client).build();
    }

    private static String meta(String name, byte[] file) {
        return Server.GSON.toJson(Server.object("filename", name, "sha256", ShaUtil.getSha256HexString(file)));
    }

    private static void equal(String mediaId, byte[] file) throws Exception {
        byte[] stored = Server.ask("GET", "media/" + Server.encode(mediaId), null);
        Check.equal(Arrays.equals(stored, file), true);
    }

    private static byte[] film(byte[] content) {
        byte[] head = {0, 0, 0, 16, 'f', 't', 'y', 'p', 'm', 'p', '4', '2', 0, 0, 0, 0};
        byte[] film = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, film, head.length, content.length);
        return film;
    }

    private Uploads() {}
}
