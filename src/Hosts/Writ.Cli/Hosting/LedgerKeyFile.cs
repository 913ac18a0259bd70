using System.Text;
using Writ.Domain;

namespace Writ.Cli;

/// <summary>The public key that the ledger's heads are signed with, beside the ledger, so that anyone with a copy can verify it. It is no secret; whether it is the right one, only another copy of it tells.</summary>
internal static class LedgerKeyFile
{
    private const string Begin = "-----BEGIN PUBLIC KEY-----";
    private const string End = "-----END PUBLIC KEY-----";

    public static void Write(Home home, IKeyring keyring)
    {
        var text = $"{Begin}\n{Convert.ToBase64String(keyring.PublicKey(KeyPurpose.Ledger).Span, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n")}\n{End}\n";
        foreach (var file in (string[])[home.LedgerKey, Path.Combine(home.Keys, "ledger.pub")])
        {
            if (!File.Exists(file) || !string.Equals(File.ReadAllText(file), text, StringComparison.Ordinal))
            {
                File.WriteAllText(file, text, Encoding.ASCII);
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
    }

    /// <summary>The key as a DER SubjectPublicKeyInfo.</summary>
    public static byte[] Read(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            var from = text.IndexOf(Begin, StringComparison.Ordinal);
            var to = text.IndexOf(End, StringComparison.Ordinal);
            if (from >= 0 && to > from)
            {
                return Convert.FromBase64String(text[(from + Begin.Length)..to].Trim());
            }
        }
        catch (Exception exception) when (exception is IOException or FormatException or UnauthorizedAccessException)
        {
            // Told below, with the fix.
        }

        throw new CliException(ExitCode.Invalid, "W1914", $"`{file}` is not a public key that can be read", "name the ledger's public key with `--key FILE`");
    }
}
