package birthmark.client.resident;

/** A page that needs nothing but itself: no script, no font, no picture from anywhere. */
final class Html {
  private static final String STYLE =
      "body{font:1.05rem/1.5 sans-serif;color:#1a1a1a;background:#fff;margin:0 auto;padding:1rem;"
          + "max-width:46rem}h1{font-size:1.4rem;margin:.2rem 0 1rem}h2{font-size:1.1rem;"
          + "margin:1.6rem 0 .4rem}p{margin:.4rem 0}.box{border-left:.4rem solid #1f4e9c;"
          + "padding:.5rem .8rem;background:#f1f5fb;margin:.8rem 0}.bad{border-color:#b00020;"
          + "background:#fdf1f2}table{border-collapse:collapse;width:100%;font-size:.95rem}"
          + "th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid #ddd;"
          + "vertical-align:top}td:nth-child(2){white-space:nowrap}"
          + "small,.small{color:#555;font-size:.85rem;overflow-wrap:anywhere}"
          + ".wide{overflow-x:auto}";

  private final StringBuilder out = new StringBuilder();

  Html(String title) {
    out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .append(" style-src 'unsafe-inline'\">\n<title>")
        .append(escaped(title))
        .append("</title>\n<style>")
        .append(STYLE)
        .append("</style></head><body>\n<h1>")
        .append(escaped(title))
        .append("</h1>\n");
  }

  Html heading(String text) {
    return element("h2", "", text);
  }

  Html paragraph(String text) {
    return element("p", "", text);
  }

  Html small(String text) {
    return element("p", " class=\"small\"", text);
  }

  Html box(boolean bad, String text) {
    return element("p", bad ? " class=\"box bad\"" : " class=\"box\"", text);
  }

  /** Begins a table with these columns. */
  Html table(String... columns) {
    out.append("<div class=\"wide\"><table>");
    return cells("th", columns);
  }

  Html row(String... cells) {
    return cells("td", cells);
  }

  Html endTable() {
    out.append("</table></div>\n");
    return this;
  }

  private Html cells(String kind, String... cells) {
    out.append("<tr>");
    for (String each : cells) {
      out.append('<').append(kind).append('>').append(escaped(each));
      out.append("</").append(kind).append('>');
    }
    out.append("</tr>\n");
    return this;
  }

  private Html element(String name, String attributes, String text) {
    out.append('<').append(name).append(attributes).append('>').append(escaped(text));
    out.append("</").append(name).append(">\n");
    return this;
  }

  String end() {
    return out + "</body></html>\n";
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
