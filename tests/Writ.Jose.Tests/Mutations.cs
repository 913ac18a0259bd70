namespace Writ.Jose.Tests;

/// <summary>Ten thousand seeded mutations of a token: of its text, of what its parts decode to, and of which parts it has.</summary>
internal static class Mutations
{
    private const int Count = 10_000;
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0ä{}\"";

    /// <summary>Checks mutations of a token; the other is as valid, and parts are taken from it.</summary>
    public static void ForEach(string token, string other, int seed, Action<string> check)
    {
        var random = new Random(seed);
        for (var done = 0; done < Count;)
        {
            var mutated = Mutate(token, other, random);
            if (string.Equals(mutated, token, StringComparison.Ordinal) || string.Equals(mutated, other, StringComparison.Ordinal))
                continue;
            check(mutated);
            done++;
        }
    }

    private static string Mutate(string token, string other, Random random)
    {
        var text = token;
        for (var times = random.Next(1, 4); times > 0 && text.Length > 2; times--)
            text = MutateOnce(text, token, other, random);
        return text;
    }

    private static string MutateOnce(string text, string token, string other, Random random)
    {
        var at = random.Next(text.Length);
        var to = random.Next(text.Length);
        var character = Characters[random.Next(Characters.Length)].ToString();
        return random.Next(9) switch
        {
            0 => text.Remove(at, 1).Insert(at, character),
            1 => text.Insert(at, character),
            2 => text.Remove(at, 1),
            3 => text[..at],
            4 => text[at..],
            5 => text.Remove(at, 1).Insert(at, ((char)(text[at] ^ (1 << random.Next(7)))).ToString()),
            6 => text.Insert(at, text.Substring(Math.Min(at, to), Math.Abs(at - to))),
            7 => Splice(token, other, random),
            _ => ChangeDecoded(token, random),
        };
    }

    /// <summary>Takes each part from one token or the other.</summary>
    private static string Splice(string token, string other, Random random)
    {
        var (a, b) = (token.Split('.'), other.Split('.'));
        return string.Join('.', Enumerable.Range(0, 3).Select(i => random.Next(2) is 0 ? a[i] : b[i]));
    }

    /// <summary>Flips a bit in what a part decodes to, so that its spelling stays canonical.</summary>
    private static string ChangeDecoded(string token, Random random)
    {
        var parts = token.Split('.');
        var part = random.Next(3);
        Assert.True(Base64UrlText.TryDecode(parts[part], out var bytes));
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        parts[part] = Base64UrlText.Encode(bytes);
        return string.Join('.', parts);
    }
}
