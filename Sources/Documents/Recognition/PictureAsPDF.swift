/// A JPEG as a PDF of one page, turned as its camera was held, so that poppler can draw it upright and at a size that print needs.
/// Source: ISO 32000-1, 7.4.8 (DCTDecode), 7.7.3.3 (Rotate).
struct PictureAsPDF {
  let bytes: [UInt8]
  /// Of the page as it is seen, in points.
  let width: Double

  init(_ picture: [UInt8], _ header: PictureHeader) {
    let size = header.pages[0]
    let long = Double(max(size.width, size.height))
    // PDF pages end at 14,400 points; the longer side is taken for A4's.
    let page = (width: 842 * Double(size.width) / long, height: 842 * Double(size.height) / long)
    // Mirrored ones (2, 4, 5, 7) come from no camera.
    let turn = [3: 180, 6: 90, 8: 270][header.orientation] ?? 0
    width = turn % 180 == 0 ? page.width : page.height
    let content = "q \(page.width) 0 0 \(page.height) 0 0 cm /P Do Q"
    let space = header.components == 1 ? "DeviceGray" : "DeviceRGB"
    let objects: [[UInt8]] = [
      Array("<< /Type /Catalog /Pages 2 0 R >>".utf8), Array("<< /Type /Pages /Kids [3 0 R] /Count 1 >>".utf8),
      Array(
        """
        << /Type /Page /Parent 2 0 R /MediaBox [0 0 \(page.width) \(page.height)] /Rotate \(turn) /Contents 4 0 R \
        /Resources << /XObject << /P 5 0 R >> >> >>
        """.utf8),
      Array("<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream".utf8),
      Array(
        """
        << /Type /XObject /Subtype /Image /Width \(size.width) /Height \(size.height) /ColorSpace /\(space) /BitsPerComponent 8 \
        /Filter /DCTDecode /Length \(picture.count) >>\nstream\n
        """.utf8) + picture + Array("\nendstream".utf8),
    ]
    var file = Array("%PDF-1.4\n".utf8)
    var places: [Int] = []
    for (index, object) in objects.enumerated() {
      places.append(file.count)
      file += Array("\(index + 1) 0 obj\n".utf8) + object + Array("\nendobj\n".utf8)
    }
    let start = file.count
    var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for place in places { table += String(repeating: "0", count: max(0, 10 - String(place).count)) + "\(place) 00000 n \n" }
    table += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
    bytes = file + Array(table.utf8)
  }
}
