namespace EvidenceApi.Tests.Fuzzing;

/// <summary>What attackers, broken programs and unlucky users send. A text with the mark must never come back as anything but text.</summary>
internal static class AttackValues
{
    internal const string Mark = "fuzzmark";

    internal static readonly string[] Sql =
    [
        "'", "''", "\"", "\\", "\\'", "' or 1=1--", "\" or \"\"=\"", "') or ('1'='1", "1; select pg_sleep(60)", "';select pg_sleep(60)--", "' || pg_sleep(60) || '",
        "'; drop table evidence.study; --", "' union select version()--", "1/**/or/**/1=1", "$$", "$1", "@Release", ":id", "%", "_", "%%%%%%%%%%%%%%%%%%%%x", "a%_%_%_%_%b", "\0", "a\0b",
        "{1,2}", "{\"a\"", "array[1]", "null", "E'\\000'", "U&'\\0061'", "::int", "--", "/*", "*/",
    ];

    internal static readonly string[] Search =
    [
        "a & b", "a | !b", "!", "<->", "a <-> ", "a:*", ":*", "((((((((((", "(a", "a)", "& & &", "\"", "\"knee", "-knee", "or or or", "*", "???", "kn*e", "^a{1000}$", "(a+)+$", "[", "[[:alpha:]]",
    ];

    internal static readonly string[] Markup =
    [
        $"<script>{Mark}()</script>", $"</script><script>{Mark}()</script>", $"\"><{Mark} x=\"", $"'><{Mark}>", $"\"onmouseover=\"{Mark}()", $"' {Mark}='1", $"\" {Mark}=\"1", $"<img src=x onerror={Mark}()>",
        $"<svg/onload={Mark}()>", $"javascript:{Mark}()", $"data:text/html,<script>{Mark}()</script>", $"]]><{Mark}/>", $"--><{Mark}/>", $"&lt;{Mark}&gt;", $"&#60;{Mark}&#62;", $"\u2028<{Mark}>", $"</title><{Mark}>",
        $"<!--{Mark}", $"<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>", $"<{Mark}\u0000>", $"＜script＞{Mark}()＜/script＞",
    ];

    internal static readonly string[] Lines =
    [
        $"x\r\nX-Fuzz: {Mark}", $"x\nX-Fuzz: {Mark}", $"x\rX-Fuzz: {Mark}", $"x\r\n\r\n<{Mark}>", "\u0085X-Fuzz: 1", "\u2028X-Fuzz: 1", "\u560d\u560aX-Fuzz: 1", "x\r\nSet-Cookie: a=b",
        "\u001b[2J\u001b[31mred", "\u001b]0;title\u0007", "info: EvidenceApi[0]\n      all is well", "{\"level\":\"info\",\"message\":\"forged\"}", "\t", "\v", "\u007f", "\b\b\b", "%n%s%x",
    ];

    internal static readonly string[] Formulas = ["=1+1", "=HYPERLINK(\"http://x\")", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1"];

    internal static readonly string[] Paths =
    [
        "..", ".", "../", "../../../../etc/passwd", "..\\..\\..\\windows\\win.ini", "/etc/passwd", "//etc/passwd", "file:///etc/passwd", "....//....//etc/passwd", "C:\\", "\\\\host\\share", "~root", "a/b", "a//b", "a/", "/", "a?b",
        "a#b", "con", "nul", ".git/config", "appsettings.json", "..%2f..%2fappsettings.json", "%2e%2e%2f", "a;b=c", "a.json", "*",
    ];

    internal static readonly string[] Templates = ["{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "${jndi:ldap://127.0.0.1/x}", "@(7*7)", "@Model", "{0}", "{0:x}{1}", "%{7*7}", "$(id)", "`id`", "; id", "| id", "&& id"];

    internal static readonly string[] Words =
    [
        "", " ", "   ", "null", "undefined", "NaN", "Infinity", "-Infinity", "true", "[]", "{}", "[object Object]", "\ud83d\udc89", "\u202e", "\u0301\u0301\u0301", "١٢", "１", "İ", "ß", "ﬁ", "\ufffe", "\uffff", "\ufeff", "\ud800", "\udc00x",
        "K\u200dnee", "ｋnee", "КNEE", "Ⅲ", "a\u0300", "à", ",", ",,", "id,,id", "id,id", "a.b.c.d", ".", "..", "|", "||", "icd-10-cm|", "|M17", "a|b|c", "icd-10-cm|\u0000", "icd-10-cm|M17.%", "http://hl7.org/fhir/sid/icd-10-cm|m17",
        "eyJSIjoxfQ", "AAAAAAAAAAAAAAAAAAAA", "=", "====", "W/\"x\"", "2026-11-22", "9999-99-99", "0000-00-00", "2026-02-30T25:61:61Z",
    ];

    internal static readonly string[] Numbers =
    [
        "-1", "0", "-0", "00", "1", "01", "1e3", "1e309", "-1e309", "1e-400", "0x7f", "2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1.5", ".5", "5.", "+1", "1,000", "1_000",
        "99999999999999999999999999999999999999999999999999", "1 ", " 1", "1\n",
    ];

    /// <summary>Not texts but bytes that no well-formed address has, percent-encoded or raw.</summary>
    internal static readonly string[] Encoded =
    [
        "%", "%%", "%0", "%zz", "%u0041", "%00", "%0d%0aX-Fuzz:%201", "%0aX-Fuzz:%201", "%c0%ae%c0%ae%c0%af", "%c0%af", "%C3%28", "%ED%A0%80", "%F4%90%80%80", "%FF%FE", "%F0%9F%92", "%E2%80", "%2e%2e%2f", "%2e%2e/", "..%2f", "..%5c", "%252e%252e%252f",
        "%2F", "%5C", "%3F", "%23", "%2500", "%3Cscript%3E", "+", "%20", "%09", "%7f", "%80", "%EF%BB%BF", "%e3%80%82", "..;/", "%26a%3Db", "&", "&&", "=", "a=b=c", "[]", "[0]", "[a]",
    ];

    internal static readonly string[] All = [.. Sql, .. Search, .. Markup, .. Lines, .. Formulas, .. Paths, .. Templates, .. Words, .. Numbers];
}
