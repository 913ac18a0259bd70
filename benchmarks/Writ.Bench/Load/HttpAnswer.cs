using System.Buffers.Text;
using System.Text;

namespace Writ.Bench.Load;

/// <summary>
/// One HTTP/1.1 answer at the beginning of a buffer: just enough of RFC 9112 for servers that are measured, which always say how long a body is.
/// </summary>
/// <param name="Status">The status code.</param>
/// <param name="HeadLength">The bytes of the status line and the headers, with the empty line.</param>
/// <param name="Length">The bytes of the whole answer.</param>
/// <param name="Chunked">Whether the body is in chunks.</param>
internal readonly record struct HttpAnswer(int Status, int HeadLength, int Length, bool Chunked)
{
    /// <summary>Reads the answer if it is whole; false while bytes are missing.</summary>
    /// <exception cref="FormatException">This is no answer that is understood.</exception>
    public static bool TryRead(ReadOnlySpan<byte> buffer, out HttpAnswer answer)
    {
        answer = default;
        var end = buffer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        if (buffer.Length < 12 || !buffer.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(buffer[9..12], out int status, out var digits) || digits != 3)
        {
            throw new FormatException("no HTTP/1.1 status line");
        }

        var head = end + 4;
        if (Header(buffer[..end], "content-length"u8) is { Length: > 0 } length)
        {
            var whole = Utf8Parser.TryParse(length, out int body, out var read) && read == length.Length ? head + body : throw new FormatException("a content-length that is no number");
            answer = new HttpAnswer(status, head, whole, Chunked: false);
            return buffer.Length >= whole;
        }

        if (Header(buffer[..end], "transfer-encoding"u8).SequenceEqual("chunked"u8))
        {
            var size = ChunksEnd(buffer[head..]);
            answer = new HttpAnswer(status, head, head + Math.Max(0, size), Chunked: true);
            return size >= 0;
        }

        answer = status is 204 or 304 ? new HttpAnswer(status, head, head, Chunked: false) : throw new FormatException($"an answer {status} of unknown length");
        return true;
    }

    /// <summary>The body, with chunks joined in place: the buffer's own bytes are moved.</summary>
    public Span<byte> Body(Span<byte> buffer)
    {
        var body = buffer[HeadLength..Length];
        if (!Chunked)
        {
            return body;
        }

        var (from, to) = (0, 0);
        while (ChunkAt(body[from..], out var line, out var size) && size > 0)
        {
            body.Slice(from + line, size).CopyTo(body[to..]);
            to += size;
            from += line + size + 2;
        }

        return body[..to];
    }

    /// <summary>A header's value; empty when it is not there.</summary>
    public static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        for (var at = head.IndexOf("\r\n"u8); at >= 0;)
        {
            var line = head[(at + 2)..];
            var next = line.IndexOf("\r\n"u8);
            var whole = next < 0 ? line : line[..next];
            if (whole.Length > name.Length && whole[name.Length] == ':' && Ascii.EqualsIgnoreCase(whole[..name.Length], name))
            {
                return whole[(name.Length + 1)..].Trim((byte)' ');
            }

            at = next < 0 ? -1 : at + 2 + next;
        }

        return default;
    }

    // How long the chunks are with the last one and without trailers; -1 while bytes are missing.
    private static int ChunksEnd(ReadOnlySpan<byte> body)
    {
        for (var at = 0; ChunkAt(body[at..], out var line, out var size); at += line + size + 2)
        {
            if (body.Length < at + line + size + 2)
            {
                return -1;
            }

            if (size == 0)
            {
                return at + line + 2;
            }
        }

        return -1;
    }

    private static bool ChunkAt(ReadOnlySpan<byte> body, out int line, out int size)
    {
        (line, size) = (body.IndexOf("\r\n"u8) + 2, 0);
        if (line < 2)
        {
            return false;
        }

        return Utf8Parser.TryParse(body[..(line - 2)], out size, out var read, 'x') && read > 0 && size >= 0 ? true : throw new FormatException("a chunk without a size");
    }
}
