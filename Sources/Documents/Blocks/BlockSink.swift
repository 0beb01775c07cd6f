import Containers
import Findings

/// Takes the paragraphs and tables of a document in reading order and keeps them within the limits. What the readers of RTF, HTML, plain text and the
/// binary Office formats build their documents with.
struct BlockSink {
  /// Pictures as a reader of the page sees them.
  var pictures = 0
  /// What they cover, in cm².
  var pictureArea = 0
  /// Faults met on the way.
  var notes = ReadNotes()
  /// The next block begins a page.
  var startsPage = false
  /// What is added was read off a picture.
  var isRecognised = false

  let limits: Limits
  private var run = BlockRun()
  private var tables: [Document.TableShape] = []
  private var isFull = false
  /// A reader holds as much as may be added: it must stop, but what it holds may still come.
  private var isWaiting = false
  private var paragraphs = 0

  init(limits: Limits) { self.limits = limits }

  /// False once a limit is hit: nothing more is taken, and a reader may as well stop.
  var hasRoom: Bool { !isFull && !isWaiting }

  /// Tells what a reader holds of tables and stories that are still open: it counts before it is added, so that a table without an end takes no memory
  /// without end. Once there is no room for it, the limit is noted and `hasRoom` is false.
  mutating func holds(lines: Int, bytes: Int) {
    if run.text.count + bytes > limits.textBytes {
      isWaiting = true
      noteTextBytes()
    } else if run.blocks.count + lines > limits.tableCells {
      isWaiting = true
      noteTableCells()
    }
  }

  /// Adds a paragraph; one without anything visible adds nothing, unless it is an empty cell.
  mutating func add(_ line: TextLine, region: Block.Region = .body) {
    guard !line.isBlank else { return }
    append(line, Block(kind: line.kind, region: region, level: line.level, look: line.look, range: 0..<0))
  }

  /// Adds a table, cell by cell; a cell without text gives one empty block, so that unfilled forms can be told.
  mutating func add(_ table: TextTable, region: Block.Region = .body) {
    guard table.rows.contains(where: { !$0.isEmpty }) else { return }
    let index = Int32(clamping: tables.count)
    var columns = 0
    var rows = 0
    tables.append(Document.TableShape(rows: 0, columns: 0, name: table.name))
    for (row, cells) in table.rows.enumerated() where !isFull {
      rows = row + 1
      for cell in cells {
        let place = Block.Cell(
          table: index, row: Int32(clamping: row), column: Int32(clamping: cell.column), columnSpan: Int16(clamping: cell.columnSpan),
          rowSpan: Int16(clamping: cell.rowSpan))
        columns = max(columns, cell.column + 1)
        let lines = cell.lines.filter { !$0.isBlank }
        for line in lines.isEmpty ? [TextLine()] : lines {
          append(line, Block(kind: .tableCell, region: region, look: line.look, range: 0..<0, cell: place))
        }
      }
    }
    tables[Int(index)].rows = rows
    tables[Int(index)].columns = columns
  }

  /// Adds what is finished of a story.
  mutating func add(_ flow: StoryFlow) {
    for item in flow.items {
      switch item {
      case .line(let line): add(line, region: flow.region)
      case .table(let rows): add(TextTable(rows), region: flow.region)
      }
    }
  }

  private mutating func noteTextBytes() {
    notes.note(.limit, "textBytes: more than \(limits.textBytes) bytes of text; the rest was not read")
  }

  private mutating func noteTableCells() {
    notes.note(.limit, "tableCells: more than \(limits.tableCells) paragraphs and cells; the rest was not read")
  }

  private mutating func append(_ line: TextLine, _ block: Block) {
    guard !isFull else { return }
    var line = line
    if run.text.count + line.text.count > limits.textBytes {
      isFull = true
      noteTextBytes()
      // What fits of it is kept, whole characters of it.
      line.cut(to: limits.textBytes - run.text.count)
      if line.text.isEmpty { return }
    }
    if run.blocks.count >= limits.tableCells {
      isFull = true
      return noteTableCells()
    }
    // A cell's first paragraph is counted with the cell.
    if block.cell == nil || run.blocks.last?.cell == block.cell { paragraphs += 1 }
    if paragraphs + tables.count > limits.paragraphs {
      isFull = true
      return notes.note(.limit, "paragraphs: more than \(limits.paragraphs) paragraphs; the rest was not read")
    }
    var block = block
    if startsPage {
      block.look.insert(.startsPage)
      startsPage = false
    }
    if isRecognised { block.look.insert(.recognised) }
    run.append(block, line)
  }

  /// The document of all that was added. Headings are found by their looks where the format does not name them, unless `looks` is false.
  consuming func document(_ format: Document.Format, looks: Bool = true, embedded: [Document.EmbeddedFile] = []) -> Document {
    if looks { LookHeadings.mark(&run) }
    var document = Document(
      text: run.text, blocks: run.blocks, tables: tables, format: format, pictures: pictures, embedded: embedded)
    document.settle(notes, pictureArea: pictureArea)
    return document
  }
}
