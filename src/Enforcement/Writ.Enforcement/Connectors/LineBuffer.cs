namespace Writ.Enforcement;

/// <summary>Cuts what was read into lines, each at most so long. Whoever owns the stream reads into <see cref="Free"/> and says how much with <see cref="Filled"/>.</summary>
internal sealed class LineBuffer(int limit)
{
    private const int Small = 4096;
    private const int Large = 64 * 1024;

    private byte[] buffer = new byte[Small];
    private int start;
    private int searched;
    private int end;

    /// <summary>Takes the next whole line without its end, in an array of its own.</summary>
    /// <exception cref="UpstreamException">What stands there is longer than the limit and still no line.</exception>
    public bool TryTake(out byte[] line)
    {
        var found = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
        if (found < 0)
        {
            searched = end;
            line = [];
            return end - start <= limit
                ? false
                : throw new UpstreamException(UpstreamFault.Oversize, $"the server sent a line of more than {limit} bytes");
        }

        var text = buffer.AsSpan(start, searched + found - start);
        line = (text is [.., (byte)'\r'] ? text[..^1] : text).ToArray();
        start = searched += found + 1;
        return true;
    }

    /// <summary>Where to read to; never empty.</summary>
    public Memory<byte> Free()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, searched, end) = (0, searched - start, end - start);
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        else if (end == 0 && buffer.Length > Large)
        {
            // One large message does not hold its memory for the rest of the session.
            buffer = new byte[Small];
        }

        return buffer.AsMemory(end);
    }

    /// <summary>So many bytes were read.</summary>
    public void Filled(int count) => end += count;
}
