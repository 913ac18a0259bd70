using System.Globalization;

namespace Writ.Authority.Keys;

/// <summary>
/// Secrets that change, each change in a new file under the next number: the one of the highest number counts, and is there whole or not at all. A crash leaves the
/// files of before and after at most, of which the newer counts.
/// </summary>
internal sealed class NumberedFiles(string folder, string name)
{
    private const string Suffix = ".sealed";

    /// <summary>The number of the file that counts; zero when there is none.</summary>
    public int Newest => Numbers().DefaultIfEmpty().Max();

    /// <summary>The path of a number.</summary>
    public string PathOf(int number) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}{Suffix}"));

    /// <summary>Makes the file of the next number and removes those before it. The new one is durable before an old one goes.</summary>
    /// <exception cref="IOException">It could not be made, flushed or put in the place of the others. Its number may be taken: <see cref="Newest"/> knows.</exception>
    public void Replace(int number, ReadOnlySpan<byte> content)
    {
        SecretFile.Create(PathOf(number), content);
        RemoveOlder(number);
    }

    /// <summary>Removes the files before a number, which a crash left.</summary>
    public void RemoveOlder(int number)
    {
        foreach (var old in Numbers().Where(old => old < number))
        {
            File.Delete(PathOf(old));
        }
    }

    /// <summary>Removes every file, of higher numbers too, and makes one. In between there is none: for what may be gone, and not for keys.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    public void ReplaceAll(int number, ReadOnlySpan<byte> content)
    {
        foreach (var old in Numbers().ToArray())
        {
            File.Delete(PathOf(old));
        }

        SecretFile.Create(PathOf(number), content);
    }

    private IEnumerable<int> Numbers() => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, $"{name}-*{Suffix}")
            .Select(path => Path.GetFileName(path)[(name.Length + 1)..^Suffix.Length])
            .Select(static text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(static number => number > 0)
        : [];
}
