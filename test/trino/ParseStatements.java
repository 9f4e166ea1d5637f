import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Parses each given file as one Trino statement, the dialect of Athena engine version 3, and prints a line for each. */
public class ParseStatements {
    public static void main(String[] files) throws IOException {
        SqlParser parser = new SqlParser();
        int failed = 0;
        for (String file : files) {
            String name = Path.of(file).getFileName().toString();
            try {
                parser.createStatement(Files.readString(Path.of(file)));
                System.out.println("ok      " + name);
            } catch (ParsingException refused) {
                failed++;
                System.out.println("FAILED  " + name + ": " + refused.getMessage());
            }
        }
        System.out.println((files.length - failed) + " passed, " + failed + " failed");
        System.exit(failed == 0 && files.length > 0 ? 0 : 1);
    }
}
