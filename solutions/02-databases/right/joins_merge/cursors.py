# A cursor that reads a page only when it is asked for the row, and a buffer of the right rows of the current key.
def merge_join(left: Table, right: Table, kind: str) -> list[Joined]:
    class Cursor:
        def __init__(self, table):
            self.table, self.page, self.rows = table, 0, []

        def row(self):
            if not self.rows and self.page < self.table.pages:
                self.rows = list(self.table.read(self.page))
                self.page += 1
            return self.rows[0] if self.rows else None

        def take(self):
            row = self.row()
            self.rows.pop(0)
            return row

    result = []
    a, b = Cursor(left), Cursor(right)
    while True:
        x, y = a.row(), b.row()
        if x is not None and x[0] is not None and y is not None and y[0] is not None:
            if x[0] < y[0]:
                a.take()
                if kind != "inner":
                    result.append(x + NOBODY)
            elif y[0] < x[0]:
                b.take()
                if kind == "full":
                    result.append(NOBODY + y)
            else:
                buffer = []
                while b.row() is not None and b.row()[0] == x[0]:
                    buffer.append(b.take())
                while a.row() is not None and a.row()[0] == buffer[0][0]:
                    row = a.take()
                    result += [row + other for other in buffer]
        elif y is not None and y[0] is not None and kind == "full":  # the left keys are used up
            result.append(NOBODY + b.take())
        elif x is not None and kind != "inner":  # the right keys are used up
            result.append(a.take() + NOBODY)
        elif y is not None and kind == "full":
            result.append(NOBODY + b.take())
        else:
            return result
