namespace EvidenceApi.Caching;

/// <summary>
/// Holds the body of an answer back until it is whole, so that a slow reader keeps nobody waiting who asked the same. A body that grows
/// too large to keep, or that is streamed, goes through.
/// </summary>
/// <param name="response">Whose body it is; its length is known before it is written, or never.</param>
/// <param name="tooLarge">Called once, when it turns out that the body is not held.</param>
internal sealed class HeldBody(HttpResponse response, Action tooLarge) : Stream
{
    private const int Most = 512 * 1024;
    private readonly Stream client = response.Body;
    private readonly MemoryStream held = new();

    /// <summary>Whether everything that was written is held.</summary>
    internal bool IsWhole { get; private set; } = true;

    internal byte[] Bytes => held.Length == held.Capacity ? held.GetBuffer() : held.ToArray();

    /// <summary>Sends what is held.</summary>
    internal async Task ReleaseAsync(CancellationToken cancel)
    {
        if (!IsWhole || held.Length == 0) return;
        await client.WriteAsync(held.GetBuffer().AsMemory(0, (int)held.Length), cancel);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsWhole && held.Length + buffer.Length <= Most)
        {
            if (held.Length == 0 && response.ContentLength is { } length and <= Most) held.Capacity = Math.Max((int)length, buffer.Length);
            held.Write(buffer.Span);
            return;
        }
        await LetThroughAsync(cancellationToken);
        await client.WriteAsync(buffer, cancellationToken);
    }

    private async ValueTask LetThroughAsync(CancellationToken cancel)
    {
        if (!IsWhole) return;
        tooLarge();
        await ReleaseAsync(cancel);
        IsWhole = false;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => IsWhole ? Task.CompletedTask : client.FlushAsync(cancellationToken);

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    // Kestrel refuses synchronous writes, and so does what stands in front of it.
    public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Answers are written asynchronously.");
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
