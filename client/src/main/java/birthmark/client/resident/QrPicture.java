package birthmark.client.resident;

import io.nayuki.qrcodegen.QrCode;
import java.util.Locale;

/** A QR code (ISO/IEC 18004) as a picture (SVG) to be printed on a label, with words below it. */
final class QrPicture {
  private static final int QUIET = 4;
  private static final int LINE = 5;

  private QrPicture() {}

  /** The picture of {@code text}, of which a quarter may be spoilt, above {@code words}. */
  static String svg(String text, String words) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.QUARTILE);
    int width = code.size + 2 * QUIET;
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append('M').append(x + QUIET).append(' ').append(y + QUIET).append("h1v1h-1z");
        }
      }
    }
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">
        <rect width="100%%" height="100%%" fill="#fff"/>
        <path d="%s" fill="#000"/>
        <text x="%d" y="%d" font-family="sans-serif" font-size="3" text-anchor="middle">%s</text>
        </svg>
        """,
        width,
        width + LINE,
        path,
        width / 2,
        width + 1,
        Html.escaped(words));
  }
}
